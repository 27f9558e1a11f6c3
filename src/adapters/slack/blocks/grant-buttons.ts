import { isAtItsLongest } from '../../../domain/extend.ts';
import { type Grant, isUsable } from '../../../domain/grant.ts';
import { sayList } from '../../../domain/say-list.ts';
import { type Reader, sayLastingTime } from '../../../domain/say-time.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { EXTEND, GIVE_BACK, MARK_ROTATED, type READ_AGAIN, REVOKE, SHOW_VALUES } from './action-ids.ts';
import { shownInSlack } from './grant-blocks.ts';
import type { Button } from './kit.ts';
import { askedButton, button, dangerousButton } from './parts.ts';
import { nameOf } from './say-grant.ts';

// From then on a whole new request may be decided, so that the cap and the shift are no reason to offer nothing.
const LAST_MINUTES = Temporal.Duration.from({ minutes: 10 });

/** What the holder can do with it: while it is open with its values and its time, afterwards with what was seen. */
export function holderButtons(content: GrantContent): Button[] {
  const { grant, now } = content;
  if (!isUsable(grant, now)) return rotatedButtons(grant);
  const readable = shownInSlack(content).length > 0 && grant.reveals.count < grant.terms.maxReveals;
  return [
    ...(readable ? [{ ...showButton(grant), style: 'primary' as const }] : []),
    ...extendButtons(grant, now),
    giveBackButton(grant),
  ];
}

/** The way to the values: `Read again` once some were shown. */
export function showButton({ id, reveals }: Grant, action: typeof SHOW_VALUES | typeof READ_AGAIN = SHOW_VALUES): Button {
  return button(reveals.count === 0 ? 'Show values' : 'Read again', action, id);
}

/** More time, where more can be had: not once the rule's cap is reached or the shift ends it, but in the last minutes always. */
export function extendButtons(grant: Grant, now: Temporal.Instant): Button[] {
  const { id, endsAt, endsBecause } = grant;
  const isLate = Temporal.Instant.compare(now.add(LAST_MINUTES), endsAt) >= 0;
  const isFixed = isAtItsLongest(grant) || endsBecause === 'shift' || endsBecause === 'incident';
  return isFixed && !isLate ? [] : [button('Extend', EXTEND, id)];
}

export function giveBackButton({ id }: Grant): Button {
  return button('Give back', GIVE_BACK, id);
}

/** Revoke, which says first who would lose what. */
export function revokeButton(grant: Grant, reader: Reader): Button {
  const seen = grant.reveals.count > 0 ? ' What was seen works until it is rotated.' : '';
  return dangerousButton(button('Revoke', REVOKE, grant.id), {
    title: `Revoke ${grant.resource}?`,
    text: `${nameOf(grant.holder)} holds ${grant.resource} until ${sayLastingTime(grant.endsAt, reader)}. It ends at once.${seen}`,
    yes: 'Revoke',
    no: 'Keep',
  });
}

/** For what was seen and still works. Nightlatch takes a person's word for it, so it asks once more. */
export function rotatedButtons({ id, resource, reveals: { exposed } }: Grant): Button[] {
  if (exposed.length === 0) return [];
  const plain = button('Mark rotated', MARK_ROTATED, id);
  const ask = {
    title: 'Rotated already?',
    text: `Only once ${sayList(exposed, 'and')} of ${resource} ${exposed.length === 1 ? 'was' : 'were'} changed at the source. I can't check that; your name will stand beside it.`,
    yes: 'Mark rotated',
    no: 'Not yet',
  };
  return [askedButton(plain, ask)];
}
