import { createHash, randomUUID } from 'node:crypto';
import { type AuditEntry, canonicalText } from '../../src/domain/audit-entry.ts';
import type { AuditLog, AuditRow } from '../../src/ports/audit-log.ts';
import { type Store, StoreUnavailable, type Transaction } from '../../src/ports/store.ts';
import { inMemoryCards } from './in-memory-cards.ts';
import { inMemoryDigests } from './in-memory-digests.ts';
import { inMemoryGrants } from './in-memory-grants.ts';
import { inMemoryHandOffs } from './in-memory-hand-offs.ts';
import { inMemoryIncidents } from './in-memory-incidents.ts';
import { inMemoryLockdowns } from './in-memory-lockdowns.ts';
import { inMemoryPeople } from './in-memory-people.ts';
import { inMemoryPlans } from './in-memory-plans.ts';
import { inMemoryRefusals } from './in-memory-refusals.ts';
import { inMemoryRequests } from './in-memory-requests.ts';
import { inMemoryReveals } from './in-memory-reveals.ts';
import { inMemoryReviews } from './in-memory-reviews.ts';
import { inMemoryRotatedValues } from './in-memory-rotated-values.ts';
import { inMemorySourceOutages } from './in-memory-source-outages.ts';
import { copyOf, emptyState, type InMemoryState } from './in-memory-state.ts';
import { SettableClock } from './settable-clock.ts';

/** Everything in memory, one transaction after the other, with the same chain of audit entries. */
export class InMemoryStore implements Store {
  readonly clock: SettableClock;
  /** While set, every transaction fails with StoreUnavailable before anything is kept. */
  down = false;
  #state: InMemoryState = emptyState();
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock: SettableClock = new SettableClock()) {
    this.clock = clock;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const mine = this.#last.then(() => this.#run(work));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** The audit log, as a port. */
  get auditLog(): AuditLog {
    const rows = () => this.#state.audit;
    return {
      async *rows() {
        if (rows().length > 0) yield [...rows()];
      },
      async head() {
        const { seq, hash } = rows().at(-1) ?? { seq: 0n, hash: new Uint8Array(32) };
        return { seq, hash };
      },
      begins: async () => rows()[0]?.at,
      async *between(from, to) {
        const isIn = ({ at }: AuditRow) => Temporal.Instant.compare(from, at) <= 0 && Temporal.Instant.compare(at, to) < 0;
        const found = rows().filter(isIn);
        if (found.length > 0) yield found;
      },
    };
  }

  /** The records so far, parsed: what a test asks about. */
  get records(): { seq: number; at: string; kind: AuditEntry['kind']; by: AuditEntry['by']; about: AuditEntry['about'] }[] {
    return this.#state.audit.map((row) => JSON.parse(row.record));
  }

  async #run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.down) throw new StoreUnavailable();
    const shared = { state: copyOf(this.#state), now: () => this.clock.at, newId: randomUUID };
    const entries: AuditEntry[] = [];
    const result = await work({
      now: () => this.clock.now(),
      people: inMemoryPeople(shared),
      policies: inMemoryPolicies(shared.state, this.clock),
      requests: inMemoryRequests(shared),
      grants: inMemoryGrants(shared),
      reviews: inMemoryReviews(shared),
      rotatedValues: inMemoryRotatedValues(shared),
      reveals: inMemoryReveals(shared),
      cards: inMemoryCards(shared),
      digests: inMemoryDigests(shared),
      refusals: inMemoryRefusals(shared),
      jobs: inMemoryJobs(shared),
      lockdowns: inMemoryLockdowns(shared),
      incidents: inMemoryIncidents(shared),
      plans: inMemoryPlans(shared),
      outages: inMemorySourceOutages(shared),
      handOffs: inMemoryHandOffs(shared),
      record: (entry) => void entries.push(entry),
    });
    if (this.down) throw new StoreUnavailable();
    const audit = [...shared.state.audit];
    for (const entry of entries) audit.push(appended(audit.at(-1), entry, this.clock.at));
    this.#state = { ...shared.state, audit };
    return result;
  }
}

function appended(last: AuditRow | undefined, entry: AuditEntry, at: Temporal.Instant): AuditRow {
  const seq = (last?.seq ?? 0n) + 1n;
  const record = `{"seq":${seq},"at":"${at.toString({ fractionalSecondDigits: 6 })}",${canonicalText(entry).slice(1)}`;
  const hash = createHash('sha256')
    .update(last?.hash ?? new Uint8Array(32))
    .update(record)
    .digest();
  return { seq, at, record, hash };
}

function inMemoryJobs({ state, now }: { state: InMemoryState; now(): Temporal.Instant }): Transaction['jobs'] {
  return {
    async claim(name, everySeconds) {
      const last = state.jobRuns.get(name);
      const isDue = last === undefined || Temporal.Instant.compare(last.add({ seconds: everySeconds }), now()) <= 0;
      if (isDue) state.jobRuns.set(name, now());
      return isDue;
    },
  };
}

function inMemoryPolicies(state: InMemoryState, clock: SettableClock): Transaction['policies'] {
  return {
    inForce: async () => state.inForce,
    holdInForce: async () => state.inForce,
    since: async (hash) => (state.inForce === hash ? state.inForceSince : undefined),
    textOf: async (hash) => state.policies.get(hash),
    isKnown: async (hash) => state.policies.has(hash),
    async putInForce(hash, text, from) {
      if (state.inForce !== from || hash === from) return false;
      if (!state.policies.has(hash)) state.policies.set(hash, text);
      state.inForce = hash;
      state.inForceSince = clock.at;
      return true;
    },
  };
}
