import type { Grant } from '../../../domain/grant.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import { sayList } from '../../../domain/say-list.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import type { Block } from './kit.ts';
import { quotation, smallPrint } from './parts.ts';
import { type GrantReader, sayEndsSooner, sayEvidence } from './say-grant.ts';
import { sayAgreed } from './say-review.ts';

/** The variables of the grant that Slack may show. Without a policy at hand none is known to be hidden. */
export function shownInSlack({ grant, resource }: GrantContent): readonly string[] {
  return grant.variables.filter((name) => (resource?.variables.get(name)?.show ?? 'slack') === 'slack');
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

/** Behind the first screen: what would end it sooner, who agreed, the reason in the person's own words, the rule and its evidence. */
export function details(grant: Grant, reader: GrantReader): Block[] {
  return [
    ...smallPrint(sayEndsSooner(grant, reader), sayAgreed(grant)),
    ...quotation(reasonOf(grant)),
    ...smallPrint(sayEvidence(grant, reader)),
  ];
}

/** Who wrote it is said before it; the incident's label comes with its title already where that is the reason. */
export function reasonOf({ reason, incident }: Grant): string {
  if (!incident) return reason;
  const label = incidentLabel(incident);
  return reason.startsWith(label) ? reason : `${label} · ${reason}`;
}
