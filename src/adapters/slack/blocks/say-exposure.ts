import type { Grant } from '../../../domain/grant.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayMoment } from '../../../domain/say-time.ts';
import { type GrantReader, nameOf } from './say-grant.ts';

/** What is left to fear of a grant that ended: `Locked. No value was shown.`, or who saw what how often, and what still works. */
export function sayAftermath(grant: Grant, reader: GrantReader): string {
  if (grant.reveals.count === 0) return 'Locked. No value was shown.';
  return `Closed. ${saySeen(grant, reader)} ${sayWorks(grant, reader)}`;
}

/** `Alice saw PGPASSWORD (2×).` */
export function saySeen({ holder, reveals }: Grant, { isHolder }: Pick<GrantReader, 'isHolder'>): string {
  const seen = reveals.variables.length > 0 ? sayList(reveals.variables, 'and') : 'its values';
  return `${isHolder ? 'You' : nameOf(holder)} saw ${seen} (${reveals.count}×).`;
}

/** What of it still works, and who said that it doesn't. */
export function sayWorks({ holder, reveals }: Grant, reader: GrantReader): string {
  const { exposed, rotated, variables } = reveals;
  if (exposed.length === 0 && rotated) {
    const isReader = reader.isHolder && rotated.by.personId === holder.personId;
    return `${isReader ? 'You' : nameOf(rotated.by)} marked ${variables.length === 1 ? 'it' : 'them'} rotated ${sayMoment(rotated.at, reader)}.`;
  }
  const isAll = exposed.length === variables.length;
  const which = isAll ? (exposed.length === 1 ? 'It' : 'They') : sayList(exposed, 'and');
  return exposed.length === 1 ? `${which} works until it is rotated.` : `${which} work until they are rotated.`;
}
