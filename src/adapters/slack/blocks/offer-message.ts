import { incidentLabel } from '../../../domain/incident.ts';
import { incidentOf } from '../../../domain/incident-of.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { UNLOCK } from './action-ids.ts';
import type { Message } from './kit.ts';
import { boldLine, buttons, line, quotation } from './parts.ts';
import { nameOf, sayEnding } from './say-grant.ts';
import { escapeMrkdwn } from './text.ts';
import { againButton } from './try-again-button.ts';

/** Tells whoever came on call what the last one had open for the incident. It gives nothing; the button asks as `/unlock` does. */
export function offerMessage({ grant, now }: GrantContent, timezone: string): Message {
  const { resource, holder } = grant;
  const incident = incidentOf(grant);
  const label = incident ? incidentLabel(incident) : 'an incident';
  const text = `🔑 ${nameOf(holder)} had ${resource} open for ${label}.`;
  const ended = sayEnding(grant, { timezone, now, isHolder: false });
  const words = incident ? `${resource} in ${label}` : resource;
  return {
    text: escapeMrkdwn(text),
    blocks: [
      boldLine(text),
      ...quotation(grant.incident?.title ?? ''),
      line(`${ended === undefined ? '' : `${ended}. `}You're on call now. Nothing is open for you yet.`),
      ...buttons('unlock', againButton(`Unlock ${resource}`, UNLOCK, { words }, 'primary')),
    ],
  };
}
