import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { aNight, type Night } from '../stories/a-night.ts';
import { AUDIT } from '../stories/a-quiet-night.ts';
import { untilMonday } from '../stories/until-monday.ts';
import { aDoomedBot, restarted } from './a-doomed-bot.ts';
import { allDrawn } from './asks-for-db-prod.ts';

const posts = (night: Night) =>
  night.sandbox
    .channel(AUDIT)
    .messages()
    .filter(({ text }) => text.includes('Audit log up to entry'));

const count = async (night: Night, from: string) => Number((await night.rows(`SELECT count(*) AS n FROM ${from}`))[0]?.n);

async function toldOnce(night: Night): Promise<void> {
  await night.sandbox.channel(AUDIT).says(/Audit log up to entry/);
  const kept = [await count(night, 'digests'), await count(night, 'cards WHERE digest_id IS NOT NULL')];
  const made = (await night.audited()).filter(({ kind }) => kind === 'digest-made').length;
  expect([...kept, made]).toEqual([1, 1, 1]);
}

describe('one digest, one card, one entry', () => {
  it('by two bots at the same ticks', async () => {
    const night = await aNight();
    const other = await night.secondBot();
    await other.pauseJobs();
    await untilMonday(night);
    for (let times = 0; times < 4; times++) {
      await Promise.all([night.bot.tick(), other.tick()]);
      await allDrawn(night);
      await night.sandbox.clock.advance('PT1M');
    }
    await toldOnce(night);
    expect(posts(night)).toHaveLength(1);
  });

  it('by a bot that was killed while it read, and the next that took over a minute later', async () => {
    const { night, bot } = await aDoomedBot(aNight());
    const standing = await locked(night, 'shown_values');
    await untilMonday(night);
    await standing.waitedFor();
    await bot.kill();
    await standing.release();
    await restarted(night, bot);
    expect(await count(night, 'digests')).toBe(0);
    await night.sandbox.clock.advance('PT1M');
    await night.bot.tick();
    await toldOnce(night);
    expect(posts(night)).toHaveLength(1);
  });

  it('by a bot that was killed before it posted, and the next that posted it', async () => {
    const { night, bot } = await aDoomedBot(aNight());
    const posting = night.sandbox.slack.holdNext('chat.postMessage');
    await untilMonday(night);
    await posting.reached;
    await restarted(night, bot);
    await toldOnce(night);
    expect(posts(night)).toHaveLength(1);
  });
});

describe('with the digest at half past two on Sundays, in Berlin', () => {
  const onSundays = (text: string) => text.replace('roles:', 'digest: { day: sunday, at: "02:30" }\nroles:');

  async function tickAt(night: Night, moment: string): Promise<number> {
    const { clock } = night.sandbox;
    await clock.advance(clock.now().until(Temporal.Instant.from(moment)));
    await night.bot.tick();
    return count(night, 'digests');
  }

  it('the night that has no such time tells it as soon as it would have been', async () => {
    const night = await aNight({ policy: onSundays });
    await night.bot.pauseJobs();
    const before = await tickAt(night, '2027-03-28T01:29:00Z');
    expect([await tickAt(night, '2027-03-28T01:30:01Z'), await tickAt(night, '2027-03-28T02:31:00Z')]).toEqual([
      before + 1,
      before + 1,
    ]);
    expect(posts(night)).toHaveLength(before + 1);
  });

  it('the night that has it twice tells it the first time', async () => {
    const night = await aNight({ policy: onSundays });
    await night.bot.pauseJobs();
    const before = await tickAt(night, '2027-10-31T00:29:00Z');
    expect([await tickAt(night, '2027-10-31T00:30:01Z'), await tickAt(night, '2027-10-31T01:30:01Z')]).toEqual([
      before + 1,
      before + 1,
    ]);
    expect(posts(night)).toHaveLength(before + 1);
  });
});

/** Holds a table against everybody until it is released. */
async function locked(night: Night, table: string) {
  const owner = new pg.Client({ connectionString: night.database.ownerUrl });
  await owner.connect();
  await owner.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const isWaited = async (): Promise<void> => {
    const { rows } = await owner.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`);
    if (rows.length === 0) return isWaited();
  };
  return {
    /** Once somebody waits for it. */
    waitedFor: isWaited,
    async release() {
      await owner.query('ROLLBACK');
      await owner.end();
    },
  };
}
