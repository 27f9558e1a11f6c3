import { Gauge, type Registry } from 'prom-client';
import type { Policy } from '../../domain/policy.ts';
import type { PolicyHolder } from '../../ports/policy-holder.ts';
import type { Standing, StandingSource } from '../../ports/standing-source.ts';

/** What is looked up when somebody asks for the metrics. */
export interface ReadAtScrape {
  standing: StandingSource;
  policy: PolicyHolder;
  isReady(): boolean;
  isPolicyFileBroken(): boolean;
  /** Milliseconds of this process. */
  monotonicMs(): number;
}

// Whoever asks oftener gets the same answer: the database isn't theirs to load.
const ASKED_AT_MOST_EVERY_MS = 5000;
const HASH_SHOWN = 12;

/** Gauges that are read when they are asked for. Where the database doesn't answer, what it alone knows is left out rather than told as it was. */
export function registerGauges(register: Registry, needs: ReadAtScrape): void {
  registerStanding(register, needs);
  const registers = [register];
  new Gauge({
    ...{ name: 'nightlatch_ready', help: '1 while /readyz says ready.', registers },
    collect() {
      this.set(needs.isReady() ? 1 : 0);
    },
  });
  new Gauge({
    ...{ name: 'nightlatch_policy_file_broken', help: "1 while this process's policy file has mistakes.", registers },
    collect() {
      this.set(needs.isPolicyFileBroken() ? 1 : 0);
    },
  });
  new Gauge({
    ...{ name: 'nightlatch_policy_in_force_info', help: 'The policy that this process holds, by the first digits of its hash.' },
    ...{ labelNames: ['hash'] as const, registers },
    collect() {
      this.reset();
      const policy = needs.policy.current();
      if (policy) this.set({ hash: policy.hash.slice(0, HASH_SHOWN) }, 1);
    },
  });
}

function registerStanding(register: Registry, needs: ReadAtScrape): void {
  const registers = [register];
  const latest = remembering(needs);
  const seen = new Set<string>();
  new Gauge({
    ...{ name: 'nightlatch_open_grants', help: 'Open grants, as every replica counts them.', registers },
    labelNames: ['resource'] as const,
    async collect() {
      const standing = await latest();
      this.reset();
      if (!standing) return;
      for (const resource of seen) this.set({ resource }, 0);
      for (const [resource, count] of byKnownName(standing.openGrants, needs.policy.current())) {
        seen.add(resource);
        this.set({ resource }, count);
      }
    },
  });
  single(register, 'nightlatch_pending_requests', 'Requests that wait for a yes.', async () => (await latest())?.pendingRequests);
  single(
    ...([register, 'nightlatch_card_lag_seconds', 'Age of the oldest change that a card does not show yet.'] as const),
    async () => (await latest())?.cardLagSeconds,
  );
  single(
    ...([
      register,
      'nightlatch_lost_cards',
      'Cards that their channel does not take: the bot is not in it, or it is archived.',
    ] as const),
    async () => (await latest())?.lostCards,
  );
  single(register, 'nightlatch_database_up', '1 while the database answers.', async () => ((await latest()) ? 1 : 0));
}

/** A gauge without labels; undefined leaves it out. */
function single(register: Registry, name: string, help: string, read: () => Promise<number | undefined>): void {
  // Without a label prom-client shows 0 where nothing is known.
  const gauge = new Gauge({
    ...{ name, help, registers: [register], labelNames: [] as const },
    async collect() {
      const value = await read();
      gauge.remove();
      if (value !== undefined) gauge.set(value);
    },
  });
}

function remembering({ standing, monotonicMs }: ReadAtScrape): () => Promise<Standing | undefined> {
  let asked: { at: number; answer: Promise<Standing | undefined> } | undefined;
  return () => {
    const now = monotonicMs();
    if (!asked || now - asked.at >= ASKED_AT_MOST_EVERY_MS)
      asked = { at: now, answer: standing.standing().catch(() => undefined) };
    return asked.answer;
  };
}

// Only names that the policy held now knows become labels.
function byKnownName(open: ReadonlyMap<string, number>, policy: Policy | undefined): Map<string, number> {
  const counted = new Map<string, number>();
  for (const [resource, count] of open) {
    const name = policy?.resources.has(resource) ? resource : 'other';
    counted.set(name, (counted.get(name) ?? 0) + count);
  }
  return counted;
}
