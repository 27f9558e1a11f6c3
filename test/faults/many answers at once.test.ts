import { describe, expect, it } from 'vitest';
import type { SeenMessage, SeenWindow } from '../../src/sandbox/driver/seen.ts';
import type { Click } from '../../src/sandbox/slack/interactions.ts';
import type { Night, RunningBot } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, asksForDbProd } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';
const ENDS = ['access-granted', 'access-denied', 'request-withdrawn', 'request-expired', 'request-overtaken'];

interface Contest {
  night: Night;
  other: RunningBot;
  card: SeenMessage;
  hers: SeenWindow;
  approve(who: 'bob' | 'carol', short?: boolean): Promise<unknown>;
  deny(): Promise<unknown>;
  withdraw(): Promise<unknown>;
  tick(): Promise<unknown>;
}

/** Alice's request, two bots whose jobs run only when told, and clicks that go to the one and the other in turn. */
async function aContest(): Promise<Contest> {
  const night = await aQuietNight();
  const other = await night.secondBot();
  await other.pauseJobs();
  const card = await asksForDbProd(night);
  await night.bob.clicksIn(card, 'Deny');
  await night.bob.windowSays('Why not?');
  const hers = night.alice.window()!;
  await night.bot.pauseJobs();
  let nth = 0;
  const next = () => [night.bot, other][nth++ % 2]!;
  const approve = of(card.buttons, 'Approve');
  return {
    ...{ night, other, card, hers },
    approve: (who, short = false) =>
      night[who].forgesClick(card, short ? of(card.buttons, 'Approve for 15m') : approve, { to: next().url }),
    // Each is a form of its own: the same one sent off again would be known.
    deny: () =>
      night.bob.submits({}, { to: next().url, edit: ({ view }) => Object.assign(view as object, { hash: `hash-${nth}` }) }),
    withdraw: () => night.alice.forgesClick(hers, of(hers.buttons, 'Withdraw'), { to: next().url }),
    tick: () => next().tick(),
  };
}

function of(buttons: SeenMessage['buttons'], name: string): Click {
  const { blockId, actionId, value } = buttons.find(({ text }) => text === name)!;
  return { blockId, actionId, forged: { value } };
}

/** Fifty at once, of these kinds in turn. Resolves once both bots have done them all. */
async function fifty({ night, other }: Contest, ...kinds: (() => Promise<unknown>)[]): Promise<void> {
  await Promise.all(Array.from({ length: 50 }, (_, nth) => kinds[nth % kinds.length]!()));
  await night.bot.stop();
  await other.stop();
}

/** What it came to: its state, and that there was one end and at most one grant. */
async function outcomeOf({ night }: Contest): Promise<string> {
  const entries = (await night.audited()).map(({ kind }) => kind);
  const [request] = await night.rows('SELECT state::text FROM requests');
  const state = String(request?.state);
  expect(entries.filter((kind) => ENDS.includes(kind))).toHaveLength(state === 'pending' ? 0 : 1);
  expect(await night.grants()).toHaveLength(state === 'granted' ? 1 : 0);
  const yeses = await night.rows('SELECT count(*)::int AS given, count(DISTINCT person_id)::int AS people FROM approvals');
  expect(yeses[0]?.given).toBe(yeses[0]?.people);
  expect(entries.filter((kind) => kind === 'access-approved')).toHaveLength(Number(yeses[0]?.given));
  expect(night.logged()).not.toContain('deadlock');
  return state;
}

describe('fifty answers at once, over two bots, end a request once', () => {
  it('two people approve: one grant', async () => {
    const contest = await aContest();
    const { approve } = contest;
    await fifty(
      contest,
      () => approve('bob'),
      () => approve('carol'),
      () => approve('bob', true),
    );
    expect(await outcomeOf(contest)).toBe('granted');
  });

  it('one person approves again and again: one yes, one grant', async () => {
    const contest = await aContest();
    await fifty(contest, () => contest.approve('carol'));
    expect(await outcomeOf(contest)).toBe('granted');
    expect(await contest.night.rows('SELECT name FROM approvals')).toEqual([{ name: 'Carol' }]);
  });

  it('approve and deny', async () => {
    const contest = await aContest();
    await fifty(
      contest,
      () => contest.approve('carol'),
      () => contest.deny(),
    );
    expect(['granted', 'denied']).toContain(await outcomeOf(contest));
  });

  it('approve, deny and withdraw', async () => {
    const contest = await aContest();
    await fifty(
      contest,
      () => contest.approve('carol'),
      () => contest.deny(),
      () => contest.withdraw(),
    );
    expect(['granted', 'denied', 'withdrawn']).toContain(await outcomeOf(contest));
  });

  it('approve, withdraw and the jobs of both bots', async () => {
    const contest = await aContest();
    await fifty(
      contest,
      () => contest.approve('bob'),
      () => contest.withdraw(),
      () => contest.approve('carol'),
      () => contest.tick(),
    );
    expect(['granted', 'withdrawn']).toContain(await outcomeOf(contest));
  });

  it('approve, deny, and its time running out meanwhile', async () => {
    const contest = await aContest();
    const { night } = contest;
    await night.database.clock.set((await expiry(night)).subtract({ milliseconds: 400 }));
    await fifty(
      contest,
      () => contest.approve('carol'),
      () => contest.deny(),
      () => contest.tick(),
    );
    const state = await outcomeOf(contest);
    // Not one of them may have come in time; it must not be open then either.
    expect(['granted', 'denied', 'expired', 'pending']).toContain(state);
    if (state === 'pending') expect(await isOver(night)).toBe(true);
  });
});

it('two approvers in the same instant, where two must agree: granted each time, never stuck', async () => {
  const night = await aQuietNight();
  const other = await night.secondBot();
  const { alice, bob, carol, sandbox } = night;
  for (let round = 1; round <= 6; round++) {
    await alice.types(INCIDENT, `/unlock ledger-db because round ${round}`);
    await alice.windowSays(/Asked/);
    const card = await sandbox.channel(APPROVALS).says(`round ${round}`);
    const approve = of(card.buttons, 'Approve');
    await Promise.all([bob.forgesClick(card, approve), carol.forgesClick(card, approve, { to: other.url })]);
    await alice.windowSays(/ledger-db until/);
    await alice.clicks('Give back');
    await alice.windowSays('Locked.');
    await alice.closesWindow();
  }
  expect((await night.grants()).map(({ end_cause }) => end_cause)).toEqual(Array(6).fill('given-back'));
  const yeses = await night.rows('SELECT DISTINCT count(*)::int AS given FROM approvals GROUP BY request_id');
  expect(yeses).toEqual([{ given: 2 }]);
});

it('extend, approve the extension, revoke and its end, fifty at once: it ends once and never lasts too long', async () => {
  const night = await aQuietNight();
  const other = await night.secondBot();
  const { alice, carol, bob, sandbox, bot } = night;
  await asksForDbProd(night, '/unlock db-prod for 20m because lag');
  await bob.clicksIn(APPROVALS, 'Approve');
  const window = await alice.windowSays(/db-prod until/);
  const audit = await sandbox.channel('audit-access').says(/db-prod until/);
  await alice.directMessageSays(/db-prod until/);
  await alice.clicksIn('direct', 'Extend');
  await expect
    .poll(
      () =>
        sandbox
          .channel(APPROVALS)
          .messages()
          .filter(({ buttons }) => buttons.some(({ text }) => text === 'Approve')).length,
      { timeout: 15_000 },
    )
    .toBe(1);
  const card = await sandbox.channel(APPROVALS).says(/30 min more/);
  await Promise.all([bot.pauseJobs(), other.pauseJobs()]);
  const [grant] = await night.rows('SELECT (extract(epoch FROM ends_at) * 1000)::bigint AS at FROM grants');
  await night.database.clock.set(Temporal.Instant.fromEpochMilliseconds(Number(grant?.at)).subtract({ milliseconds: 500 }));
  const urls = [bot.url, other.url];
  const clicks = Array.from({ length: 12 }, (_, nth) => {
    const to = urls[nth % 2]!;
    return [
      alice.forgesClick(window, of(window.buttons, 'Extend'), { to }),
      bob.forgesClick(card, of(card.buttons, 'Approve'), { to }),
      carol.forgesClick(audit, of(audit.buttons, 'Revoke'), { to }),
      nth % 2 === 0 ? bot.tick() : other.tick(),
    ];
  });
  await Promise.all(clicks.flat());
  await Promise.all([bot.stop(), other.stop()]);
  const [first] = await night.grants();
  const ends = (await night.audited()).filter(({ kind, about }) => kind === 'grant-ended' && about.grant === first?.id);
  expect(ends.length).toBeLessThanOrEqual(1);
  expect(first?.state).toBe(ends.length === 1 ? 'ended' : 'active');
  const tooLong = 'SELECT id FROM grants WHERE ends_at > started_at + make_interval(secs => at_most_seconds)';
  expect(await night.rows(tooLong)).toEqual([]);
  expect(
    await night.rows("SELECT person_id FROM grants WHERE state = 'active' GROUP BY person_id, resource HAVING count(*) > 1"),
  ).toEqual([]);
});

async function expiry(night: Night): Promise<Temporal.Instant> {
  const [request] = await night.rows('SELECT (extract(epoch FROM expires_at) * 1000)::bigint AS at FROM requests');
  return Temporal.Instant.fromEpochMilliseconds(Number(request?.at));
}

async function isOver(night: Night): Promise<boolean> {
  return (await night.rows('SELECT 1 FROM requests WHERE expires_at <= nightlatch.now()')).length === 1;
}
