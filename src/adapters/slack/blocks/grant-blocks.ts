import { type Grant, isUsable } from '../../../domain/grant.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import { sayList } from '../../../domain/say-list.ts';
import { type Reader, sayLastingTime } from '../../../domain/say-time.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { GIVE_BACK, type READ_AGAIN, REVOKE, SHOW_VALUES } from './action-ids.ts';
import type { Block, Button } from './kit.ts';
import { button, dangerousButton, quotation, smallPrint } from './parts.ts';
import { type GrantReader, nameOf, sayEndsSooner, sayEvidence } from './say-grant.ts';

/** The variables of the grant that Slack may show. Without a policy at hand none is known to be hidden. */
export function shownInSlack({ grant, resource }: GrantContent): readonly string[] {
  return grant.variables.filter((name) => (resource?.variables.get(name)?.show ?? 'slack') === 'slack');
}

/** What the holder can still do with it. */
export function holderButtons(content: GrantContent): Button[] {
  const { grant, now } = content;
  if (!isUsable(grant, now)) return [];
  const readable = shownInSlack(content).length > 0 && grant.reveals.count < grant.terms.maxReveals;
  const show: Button = { ...showButton(grant), style: 'primary' };
  const giveBack = button('Give back', GIVE_BACK, grant.id);
  return readable ? [show, giveBack] : [giveBack];
}

/** The way to the values: `Read again` once some were shown. */
export function showButton({ id, reveals }: Grant, action: typeof SHOW_VALUES | typeof READ_AGAIN = SHOW_VALUES): Button {
  return button(reveals.count === 0 ? 'Show values' : 'Read again', action, id);
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

/** Which variables it gives, and which of them Slack doesn't show. */
export function sayVariables(content: GrantContent): string {
  const { grant } = content;
  const shown = shownInSlack(content);
  const hidden = grant.variables.filter((name) => !shown.includes(name));
  const all = sayList(grant.variables, 'and');
  if (hidden.length === 0) return all;
  return hidden.length === grant.variables.length
    ? `${all}, not shown in Slack`
    : `${all} (${sayList(hidden, 'and')} not shown in Slack)`;
}

/** Behind the first screen: what would end it sooner, the reason in the person's own words, the rule and its evidence. */
export function details(grant: Grant, reader: GrantReader): Block[] {
  return [...smallPrint(sayEndsSooner(grant, reader)), ...quotation(reasonOf(grant)), ...smallPrint(sayEvidence(grant, reader))];
}

/** Who wrote it is said before it; the incident's label comes with its title already where that is the reason. */
export function reasonOf({ reason, incident }: Grant): string {
  if (!incident) return reason;
  const label = incidentLabel(incident);
  return reason.startsWith(label) ? reason : `${label} · ${reason}`;
}
