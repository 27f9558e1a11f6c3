import type { Store, Transaction } from '../../ports/store.ts';
import type { Database } from './connect.ts';
import { markingLast } from './marking-last.ts';
import { postgresCards } from './postgres-cards.ts';
import { readClock } from './postgres-clock.ts';
import { postgresDigests } from './postgres-digests.ts';
import { postgresGrants } from './postgres-grants.ts';
import { postgresHandOffs } from './postgres-hand-offs.ts';
import { postgresIncidents } from './postgres-incidents.ts';
import { postgresJobs } from './postgres-jobs.ts';
import { postgresLockdowns } from './postgres-lockdowns.ts';
import { postgresPeople } from './postgres-people.ts';
import { postgresPlans } from './postgres-plans.ts';
import { postgresPolicies } from './postgres-policies.ts';
import { postgresRefusals } from './postgres-refusals.ts';
import { postgresRequests } from './postgres-requests.ts';
import { postgresReveals } from './postgres-reveals.ts';
import { postgresReviews } from './postgres-reviews.ts';
import { postgresRotatedValues } from './postgres-rotated-values.ts';
import { postgresSourceOutages } from './postgres-source-outages.ts';
import { type OpenTransaction, transact } from './transact.ts';

/** Everything in Postgres. Promises are those of the port; a statement that the database refuses is a StatementRefused. */
export function postgresStore(database: Database): Store {
  return {
    transaction: (work) =>
      transact(database, async (tx) => {
        const repositories = repositoriesOf(tx);
        const { cards, markAll } = markingLast(postgresCards(tx.statements));
        const result = await work({ ...repositories, cards });
        await markAll();
        return result;
      }),
  };
}

function repositoriesOf({ statements, record }: OpenTransaction): Omit<Transaction, 'cards'> {
  return {
    now: () => readClock(statements),
    people: postgresPeople(statements),
    policies: postgresPolicies(statements),
    requests: postgresRequests(statements),
    grants: postgresGrants(statements),
    reviews: postgresReviews(statements),
    rotatedValues: postgresRotatedValues(statements),
    reveals: postgresReveals(statements),
    digests: postgresDigests(statements),
    refusals: postgresRefusals(statements),
    jobs: postgresJobs(statements),
    lockdowns: postgresLockdowns(statements),
    incidents: postgresIncidents(statements),
    plans: postgresPlans(statements),
    outages: postgresSourceOutages(statements),
    handOffs: postgresHandOffs(statements),
    record,
  };
}
