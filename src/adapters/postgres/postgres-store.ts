import type { SlackUserId } from '../../domain/names.ts';
import type { Store, Transaction } from '../../ports/store.ts';
import type { Database } from './connect.ts';
import { postgresCards } from './postgres-cards.ts';
import { readClock } from './postgres-clock.ts';
import { postgresDigests } from './postgres-digests.ts';
import { postgresGrants } from './postgres-grants.ts';
import { postgresIncidents } from './postgres-incidents.ts';
import { postgresJobs } from './postgres-jobs.ts';
import { postgresLockdowns } from './postgres-lockdowns.ts';
import { postgresPeople } from './postgres-people.ts';
import { postgresPolicies } from './postgres-policies.ts';
import { postgresRefusals } from './postgres-refusals.ts';
import { postgresRequests } from './postgres-requests.ts';
import { postgresReveals } from './postgres-reveals.ts';
import { postgresReviews } from './postgres-reviews.ts';
import { postgresRotations } from './postgres-rotations.ts';
import { type OpenTransaction, transact } from './transact.ts';

/** Everything in Postgres. Promises are those of the port; a statement that the database refuses is a StatementRefused. */
export function postgresStore(database: Database): Store {
  return {
    transaction: (work) =>
      transact(database, async (tx) => {
        const repositories = repositoriesOf(tx);
        // Homes are the one kind of card that changes of different grants share: marked last and all at once, or two changes deadlock.
        const homes = new Set<SlackUserId>();
        const markHomes = async (of: readonly SlackUserId[]) => of.forEach((one) => void homes.add(one));
        const result = await work({ ...repositories, cards: { ...repositories.cards, markHomes } });
        if (homes.size > 0) await repositories.cards.markHomes([...homes]);
        return result;
      }),
  };
}

function repositoriesOf({ statements, record }: OpenTransaction): Transaction {
  return {
    now: () => readClock(statements),
    people: postgresPeople(statements),
    policies: postgresPolicies(statements),
    requests: postgresRequests(statements),
    grants: postgresGrants(statements),
    reviews: postgresReviews(statements),
    rotations: postgresRotations(statements),
    reveals: postgresReveals(statements),
    cards: postgresCards(statements),
    digests: postgresDigests(statements),
    refusals: postgresRefusals(statements),
    jobs: postgresJobs(statements),
    lockdowns: postgresLockdowns(statements),
    incidents: postgresIncidents(statements),
    record,
  };
}
