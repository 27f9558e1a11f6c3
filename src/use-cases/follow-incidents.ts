import type { Logger } from '../ports/logger.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { StoreUnavailable } from '../ports/store.ts';
import { type ApplyIncidentNeeds, applyIncident } from './apply-incident.ts';
import { fewAtATime } from './few-at-a-time.ts';

const JOB = 'follow-incidents';
const EVERY_SECONDS = 60;
const AT_ONCE = 8;

// Whoever reopens an incident mostly does so soon: until then a lost webhook must not leave a panel that calls it resolved.
const FOLLOWED_AFTER = Temporal.Duration.from({ hours: 24 });

/**
 * Once a minute, by one replica, reads the incidents of open grants and of channels again, whether or not a webhook told of them. A source that doesn't
 * answer changes nothing: it neither extends nor ends. Throws StoreUnavailable.
 */
export async function followIncidents(needs: ApplyIncidentNeeds & { log: Logger }): Promise<void> {
  const ids = await needs.store.transaction(async (tx) => {
    if (!(await tx.jobs.claim(JOB, EVERY_SECONDS))) return [];
    const overSince = (await tx.now()).subtract(FOLLOWED_AFTER);
    return [...new Set([...(await tx.grants.incidentsOfOpen()), ...(await tx.incidents.boundIncidents(overSince))])];
  });
  await fewAtATime(ids, AT_ONCE, (id) => follow(needs, id));
}

async function follow(needs: ApplyIncidentNeeds & { log: Logger }, id: string): Promise<void> {
  try {
    await applyIncident(needs, id);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    if (error instanceof SourceUnavailable) needs.log.warn('incident not asked after', { incident: id, fault: error.kind });
    // Whatever is odd about one, the others are resolved all the same.
    else needs.log.error('incident not followed', { incident: id }, error);
  }
}
