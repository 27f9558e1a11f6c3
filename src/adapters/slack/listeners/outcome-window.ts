import type { Grant } from '../../../domain/grant.ts';
import type { SlackUserId } from '../../../domain/names.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { RequestOutcome } from '../../../use-cases/request-access.ts';
import type { Again } from '../blocks/action-ids.ts';
import { grantWindow, type Happened } from '../blocks/grant-window.ts';
import { helpWindow } from '../blocks/help-windows.ts';
import type { Window } from '../blocks/kit.ts';
import { refusalWindow } from '../blocks/refusal-window.ts';
import { requestWindow } from '../blocks/request-window.ts';
import type { ListenerNeeds } from './listener-needs.ts';
import type { Turned } from './turn-window.ts';
import { showForm } from './unlock-form.ts';

/** What a request came to, for the window that was turned for it; undefined where that window is a card now, which draws itself. */
export async function outcomeWindow(
  needs: ListenerNeeds,
  outcome: RequestOutcome,
  turned: Turned,
  user: SlackUserId,
  again?: Again,
): Promise<Window | undefined> {
  switch (outcome.outcome) {
    case 'help':
      return helpWindow(outcome.resources, outcome.reader);
    case 'refused': {
      const { because, reader } = outcome;
      if (again && (await mendedInForm(needs, outcome, turned, again))) return undefined;
      const resource = 'resource' in because ? needs.policy.current()?.resources.get(because.resource) : undefined;
      return refusalWindow(because, reader, again, { resource });
    }
    case 'granted':
      needs.kickCards();
      if (turned.state === 'open' && !outcome.alreadyOpen) return undefined;
      return ofGrant(needs, outcome.grant, outcome.reader, user, outcome.alreadyOpen ? 'already-open' : undefined);
    case 'extended':
      needs.kickCards();
      return turned.state === 'open' ? undefined : ofGrant(needs, outcome.grant, outcome.reader, user);
    case 'asked':
      needs.kickCards();
      return turned.state === 'open' && !outcome.alreadyAsked ? undefined : ofRequest(needs, outcome);
  }
}

function ofGrant(
  needs: ListenerNeeds,
  grant: Grant,
  { timezone, now }: Reader,
  slackId: SlackUserId,
  happened?: Happened,
): Window {
  const resource = needs.policy.current()?.resources.get(grant.resource);
  return grantWindow({ grant, resource, now }, { slackId, timezone }, happened);
}

function ofRequest(
  needs: ListenerNeeds,
  { request, reader, alreadyAsked }: Extract<RequestOutcome, { outcome: 'asked' }>,
): Window {
  const resource = needs.policy.current()?.resources.get(request.asked.resource);
  return requestWindow({ request, resource, now: reader.now }, reader.timezone, alreadyAsked ? 'already-asked' : undefined);
}

// A reason that is missing can be given at once: the window becomes the form, with all that was asked in it.
async function mendedInForm(
  needs: ListenerNeeds,
  { because, reader }: Extract<RequestOutcome, { outcome: 'refused' }>,
  turned: Turned,
  again: Again,
): Promise<boolean> {
  const policy = needs.policy.current();
  if (because.code !== 'reason-required' || turned.state !== 'open' || !policy) return false;
  const offer = { resources: policy.resources, reader };
  return showForm(needs, turned.externalId, offer, again, sayRefusal(because, reader).text);
}
