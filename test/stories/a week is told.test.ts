import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/domain/audit-entry.ts';
import type { DigestContent } from '../../src/domain/digest.ts';
import { aNight, type Night } from './a-night.ts';
import { AUDIT, CHANNEL } from './a-quiet-night.ts';
import { untilMonday } from './until-monday.ts';

interface DigestRow {
  from: Date;
  to: Date;
  content: DigestContent;
}

const digests = (night: Night) =>
  night.rows('SELECT week_start AS "from", week_end AS "to", content FROM digests ORDER BY week_end') as unknown as Promise<
    DigestRow[]
  >;

const posts = (night: Night) =>
  night.sandbox
    .channel(AUDIT)
    .messages()
    .filter(({ text }) => text.includes('Audit log up to entry'));

/** The next Monday's post, or that of so many weeks later. */
async function nextWeekIsTold(night: Night, weeksLater = 0): Promise<void> {
  await untilMonday(night, weeksLater);
  await night.bot.tick();
}

async function carolIsRefused(night: Night): Promise<void> {
  await night.carol.types(CHANNEL, '/unlock db-prod');
  await night.carol.windowSays(/not on call/);
  await night.carol.closesWindow();
}

/** While Alice is on call, whosever turn it would be by then. */
async function bobBreaksGlass(night: Night): Promise<void> {
  const now = night.sandbox.clock.now();
  night.sandbox.pagerDuty.putOnCall('PABC123', 'PALICE1', now.add({ hours: 1 }), now);
  await night.bob.types(CHANNEL, '/unlock status-page break-glass because an outage to tell of');
  await night.bob.windowSays(/🔓 status-page until/);
  await night.bob.clicks('Give back');
  await night.bob.windowSays(/Locked/);
  await night.bob.closesWindow();
}

describe('week by week', () => {
  it('each is told once, beside the one before, without gap or overlap', async () => {
    const night = await aNight();
    await nextWeekIsTold(night);
    await carolIsRefused(night);
    await nextWeekIsTold(night);
    await bobBreaksGlass(night);
    await nextWeekIsTold(night);
    const [first, second, third] = await digests(night);
    expect([posts(night).length, (await digests(night)).length]).toEqual([3, 3]);
    expect([second?.from, third?.from]).toEqual([first?.to, second?.to]);
    expect(second?.content.figures).toMatchObject({ refused: 1, granted: 0 });
    expect(second?.content.before).toBeUndefined();
    expect(third?.content).toMatchObject({
      figures: { granted: 1, brokenGlass: 1, refused: 0 },
      before: { granted: 0, refused: 1 },
      late: false,
      worthALook: { brokenGlassUnreviewed: { total: 1, first: [{ holder: 'bob', resource: 'status-page' }] } },
    });
    const post = await night.sandbox.channel(AUDIT).says(/1 grant to 1 person/);
    expect(post.text).toContain('bob · status-page');
  });

  it('a quiet one is one line and the head of the log', async () => {
    const night = await aNight();
    await nextWeekIsTold(night);
    await nextWeekIsTold(night);
    const post = posts(night).at(-1);
    expect(post?.text).toMatch(
      /^Week of .* was quiet: nobody asked for anything, and nothing waits\.\n\[Mark reviewed\]\nAudit log up to entry \d+: [0-9a-f]{64}$/s,
    );
  });

  it('what it says is on record by its hash, the log verifies up to its head, and it never changes', async () => {
    const night = await aNight();
    await carolIsRefused(night);
    await nextWeekIsTold(night);
    const [digest] = await digests(night);
    const content = digest?.content as DigestContent;
    const made = (await night.audited()).find(({ kind }) => kind === 'digest-made');
    const hash = createHash('sha256')
      .update(canonicalJson(JSON.parse(JSON.stringify(content))))
      .digest('hex');
    expect(made?.about).toMatchObject({ sha256: hash, head: content.head, late: false });
    const [head] = await night.rows(`SELECT encode(hash, 'hex') AS hash FROM audit_entries WHERE seq = ${content.head.seq}`);
    expect(head?.hash).toBe(content.head.hash);
    await expect(night.rows(`UPDATE digests SET content = '{}'`)).rejects.toThrow('only reviewed');
  });
});

describe('what goes wrong', () => {
  it('the clock jumps two months: the newest week is told, late, once', async () => {
    const night = await aNight();
    await nextWeekIsTold(night);
    await untilMonday(night, 8);
    await night.sandbox.clock.advance('PT2H');
    await night.bot.tick();
    await night.bot.tick();
    const all = await digests(night);
    expect(all.map(({ content }) => content.late)).toEqual([false, true]);
    expect(posts(night)).toHaveLength(2);
    expect(posts(night).at(-1)?.text).toContain('Late: nothing ran when it was due.');
  });

  it.each(['ratelimited', 'status-500', 'internal_error'])(
    'Slack answers the post with %s: it comes later, once',
    async (fault) => {
      const night = await aNight();
      await untilMonday(night);
      night.sandbox.slack.failNext('chat.postMessage', fault, 1, /Audit log/);
      await night.bot.tick();
      await night.sandbox.clock.advance('PT3M');
      await night.bot.tick();
      await night.sandbox.channel(AUDIT).says(/Audit log up to entry/);
      await night.bot.tick();
      expect(posts(night)).toHaveLength(1);
    },
  );

  it('the channel was archived: the week is kept and logged, and posted once it isn’t any more', async () => {
    const night = await aNight();
    night.sandbox.channel(AUDIT).archive();
    await nextWeekIsTold(night);
    expect(night.logged()).toMatch(/card has no place any more.*is_archived/);
    expect([(await digests(night)).length, posts(night).length]).toEqual([1, 0]);
    await night.sandbox.clock.advance('PT72H');
    night.sandbox.channel(AUDIT).unarchive();
    await night.bot.tick();
    expect(posts(night)).toHaveLength(1);
  });

  it('the channel stayed archived until the next week was told: only that one is posted', async () => {
    const night = await aNight();
    night.sandbox.channel(AUDIT).archive();
    await nextWeekIsTold(night);
    await untilMonday(night);
    night.sandbox.channel(AUDIT).unarchive();
    await night.bot.tick();
    expect([(await digests(night)).length, posts(night).length]).toEqual([2, 1]);
  });

  it('a record that somebody cut short is counted as unreadable, and the rest is told', async () => {
    const night = await aNight();
    await carolIsRefused(night);
    await night.rows(
      `INSERT INTO audit_entries (seq, at, record, hash) VALUES (1000000, nightlatch.now(), '{"seq":7,"at":"20', sha256(''))`,
    );
    await nextWeekIsTold(night);
    expect((await digests(night))[0]?.content).toMatchObject({ unreadable: 1, figures: { refused: 1 } });
    await night.sandbox.channel(AUDIT).says(/1 entr.* can't be read\. Run nightlatch audit verify/);
  });
});
