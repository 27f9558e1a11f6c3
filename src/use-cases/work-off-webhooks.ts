import type { Logger } from '../ports/logger.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import { type Store, StoreUnavailable } from '../ports/store.ts';
import type { DueWebhook, WebhookDeliveries } from '../ports/webhook-deliveries.ts';
import { fewAtATime } from './few-at-a-time.ts';

export interface WorkOffNeeds {
  store: Store;
  webhookDeliveries: WebhookDeliveries;
  policy: PolicyHolder;
  log: Logger;
  /** Reads the incident from its source and does what follows. Throws SourceUnavailable and StoreUnavailable. */
  applyIncident(incidentId: string): Promise<void>;
}

const CLAIMED = 40;
const AT_ONCE = 8;
// Longer than all that are claimed take where the source never answers.
const LEASE_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 60;
// By then it was asked after every minute, and so was every incident of an open grant.
const GIVEN_UP_AFTER_HOURS = 24;

/**
 * Works off the webhooks that are due until none is. A webhook is a hint: its incident is read again, once for all that tell of it, so that it doesn't
 * matter in which order they came. Where the source doesn't answer they are tried again, for a day. Whether any was due. Throws StoreUnavailable.
 */
export async function workOffWebhooks(needs: WorkOffNeeds): Promise<boolean> {
  for (let wasDue = false; ; wasDue = true) {
    const due = await needs.webhookDeliveries.claim(CLAIMED, LEASE_SECONDS);
    if (due.length === 0) return wasDue;
    const concerned = await concernedBy(needs, due);
    const byIncident = [...Map.groupBy(due, ({ incidentId }) => incidentId)];
    const eachOne = async ([incident, deliveries]: [string, DueWebhook[]]): Promise<void> =>
      concerned(incident, deliveries) ? workOff(needs, incident, deliveries) : leave(needs, incident, deliveries);
    await fewAtATime(byIncident, AT_ONCE, eachOne);
  }
}

/** Of a service that a resource names, or of an open grant, whatever its service is now. All are, until a policy says which. */
async function concernedBy(
  { store, policy }: WorkOffNeeds,
  due: readonly DueWebhook[],
): Promise<(incident: string, deliveries: readonly DueWebhook[]) => boolean> {
  const named = [...(policy.current()?.resources.values() ?? [])].flatMap(({ services }) => services);
  if (!policy.current() || named.includes('any')) return () => true;
  const known = await store.transaction(async (tx) => {
    const ofGrants = await tx.grants.incidentsOfOpen();
    const kept = await Promise.all(due.map(async ({ incidentId: id }) => ((await tx.incidents.byId(id)) ? [id] : [])));
    return new Set([...ofGrants, ...kept.flat()]);
  });
  return (incident, deliveries) =>
    known.has(incident) || deliveries.some(({ serviceId }) => serviceId === undefined || named.includes(serviceId));
}

async function leave(needs: WorkOffNeeds, incident: string, deliveries: readonly DueWebhook[]): Promise<void> {
  const [{ serviceId: service } = { serviceId: undefined }] = deliveries;
  needs.log.info('webhook of no resource', { incident, service });
  await needs.webhookDeliveries.workedOff(deliveries.map(({ key }) => key));
}

async function workOff(needs: WorkOffNeeds, incident: string, deliveries: readonly DueWebhook[]): Promise<void> {
  try {
    await needs.applyIncident(incident);
  } catch (error) {
    // The lease ends by itself once the database is back.
    if (error instanceof StoreUnavailable) throw error;
    return retryLater(needs, incident, deliveries, error);
  }
  await needs.webhookDeliveries.workedOff(deliveries.map(({ key }) => key));
}

async function retryLater(
  { webhookDeliveries, log }: WorkOffNeeds,
  incident: string,
  deliveries: readonly DueWebhook[],
  error: unknown,
): Promise<void> {
  const [givenUp, waiting] = [deliveries.filter(hasWaitedLong), deliveries.filter((one) => !hasWaitedLong(one))];
  const tries = Math.min(...waiting.map(({ attempt }) => attempt));
  if (givenUp.length > 0) {
    log.error('webhook given up', { incident }, error);
    await webhookDeliveries.workedOff(givenUp.map(({ key }) => key));
  }
  if (waiting.length === 0) return;
  // What is a fault of ours is told each time. A source that is away would fill the log: said once.
  if (!(error instanceof SourceUnavailable)) log.error('webhook not worked off', { incident }, error);
  else if (tries === 1) log.warn('webhook waits for its source', { incident, fault: error.kind });
  const seconds = Math.min(2 ** (tries - 1), LONGEST_WAIT_SECONDS);
  await webhookDeliveries.failed(
    waiting.map(({ key }) => key),
    seconds,
  );
}

function hasWaitedLong({ hoursWaited }: DueWebhook): boolean {
  return hoursWaited >= GIVEN_UP_AFTER_HOURS;
}
