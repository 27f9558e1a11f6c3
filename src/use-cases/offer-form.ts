import type { Refusal } from '../domain/decision.ts';
import type { Answer } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResourceName, SlackUserId } from '../domain/names.ts';
import type { Resource } from '../domain/policy.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Directory } from '../ports/directory.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store } from '../ports/store.ts';
import { identifyMember } from './identify-caller.ts';

export interface FormNeeds {
  directory: Directory;
  policy: PolicyHolder;
  store: Store;
  incidents: IncidentSource;
}

export type FormOffer =
  | { outcome: 'form'; resources: ReadonlyMap<ResourceName, Resource>; reader: Reader }
  | { outcome: 'refused'; because: Refusal; reader: Reader };

/** What the form for access may offer that person. Nothing of the policy goes to anybody but full members. Throws StoreUnavailable, SourceUnavailable. */
export async function offerForm(needs: FormNeeds, slackId: SlackUserId): Promise<FormOffer> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, slackId);
  const reader = { timezone: member?.timezone ?? 'UTC', now: await needs.store.transaction((tx) => tx.now()) };
  if (!member) return { outcome: 'refused', because: { code: 'outsider' }, reader };
  if (!policy) return { outcome: 'refused', because: { code: 'no-policy' }, reader };
  const lockdown = await needs.store.transaction((tx) => tx.lockdowns.current());
  if (lockdown) return { outcome: 'refused', because: { code: 'locked-down', lockdown }, reader };
  return { outcome: 'form', resources: policy.resources, reader };
}

/** The open incidents that somebody with the form may pick from for that resource; a source that can't answer is an answer too. */
export async function openIncidentsOf(
  needs: Pick<FormNeeds, 'policy' | 'incidents'>,
  resource: ResourceName,
): Promise<Answer<readonly Incident[]>> {
  const services = needs.policy.current()?.resources.get(resource)?.services ?? [];
  try {
    return { known: true, value: await needs.incidents.openIncidents(services) };
  } catch (error) {
    if (error instanceof SourceUnavailable) return { known: false, source: error.source, fault: error.kind };
    throw error;
  }
}
