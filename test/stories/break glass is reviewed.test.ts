import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import { aNight, type Night } from './a-night.ts';
import { AUDIT, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

const GLASS = 'status-page break-glass because an outage to tell of';

/** Bob broke glass for the status page, and gave it back. */
async function bobBrokeGlass(night: Night, words = GLASS): Promise<SeenMessage> {
  await night.bob.types(CHANNEL, `/unlock ${words}`);
  await night.bob.windowSays(/🔓 (status-page|db-prod) until/);
  const review = await night.sandbox.channel(AUDIT).says(/🚨 Bob broke glass for/);
  await night.bob.clicks('Give back');
  await night.bob.windowSays(/Locked/);
  await night.bob.closesWindow();
  return review;
}

/** Without looking whether the button is there for them. */
async function marks(night: Night, who: string, review: SeenMessage): Promise<void> {
  const { blockId, value } = review.buttons[0]!;
  await night.sandbox.as(who).forgesClick(review, { blockId, actionId: 'mark_reviewed', forged: { value: value! } });
}

const reviewCards = (night: Night) =>
  night.sandbox
    .channel(AUDIT)
    .messages()
    .filter(({ text }) => text.includes('broke glass'));

describe('Mark reviewed', () => {
  it('by Carol shows on the card and on the grant, and is on record', async () => {
    const night = await aNight();
    const review = await bobBrokeGlass(night);
    expect(review.text).toMatch(/Review by Mon.* \d\d:\d\d: @Carol/);
    await night.carol.clicksIn(review, 'Mark reviewed');
    const done = await night.sandbox.channel(AUDIT).says(/✅ Reviewed by Carol at \d\d:\d\d/);
    expect(done.ts).toBe(review.ts);
    expect(buttonsOf(done)).toEqual([]);
    await night.bob.directMessageSays(/🚨 Break glass · reviewed by Carol/);
    expect((await night.audited()).at(-1)).toMatchObject({
      kind: 'reviewed',
      by: { name: 'carol' },
      about: { resource: 'status-page', holder: { name: 'Bob' } },
    });
  });

  it('is nothing for its holder, though he were one of the reviewers', async () => {
    const night = await aNight({ policy: (text) => text.replace('security: [carol]', 'security: [carol, bob]') });
    const review = await bobBrokeGlass(night);
    await night.bob.clicksIn(review, 'Mark reviewed');
    await night.bob.ephemeralSays(AUDIT, /Somebody else has to review this\./);
    expect(await kindsOf(night)).not.toContain('reviewed');
  });

  it('is nothing for whom the rule doesn’t name, nor for outsiders', async () => {
    const night = await aNight();
    const review = await bobBrokeGlass(night);
    await marks(night, 'alice', review);
    await night.alice.ephemeralSays(AUDIT, /You aren't one of those who review this\./);
    for (const who of ['dave', 'erin', 'frank']) {
      await marks(night, who, review);
      await night.sandbox.as(who).ephemeralSays(AUDIT, /full members/);
    }
    expect(await kindsOf(night)).not.toContain('reviewed');
  });
});

describe('a review that nobody made', () => {
  it('is told again each day until somebody did', async () => {
    const night = await aNight();
    await bobBrokeGlass(night);
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT23H59M');
    await night.bot.tick();
    expect(reviewCards(night)).toHaveLength(1);
    await night.sandbox.clock.advance('PT2M');
    await night.bot.tick();
    await night.sandbox.channel(AUDIT).says(/⏰ Review overdue since/);
    expect(reviewCards(night)).toHaveLength(2);
    await night.sandbox.clock.advance('PT24H');
    await night.bot.tick();
    expect(reviewCards(night)).toHaveLength(3);
    await night.carol.clicksIn(AUDIT, 'Mark reviewed');
    await night.sandbox.channel(AUDIT).says(/✅ Reviewed by Carol/);
    await night.bot.tick();
    for (const card of reviewCards(night)) expect(buttonsOf(card)).toEqual([]);
    await night.sandbox.clock.advance('PT24H');
    await night.bot.tick();
    expect(reviewCards(night)).toHaveLength(3);
    expect((await kindsOf(night)).filter((kind) => kind === 'review-overdue')).toHaveLength(2);
  });

  it('keeps Bob from breaking glass again, and nobody else; once reviewed he may', async () => {
    const night = await aNight({
      policy: (text) => text.replaceAll('within: 24h', 'within: 1h').replace('sre: [alice, bob]', 'sre: [alice, bob, carol]'),
    });
    const review = await bobBrokeGlass(night);
    await night.sandbox.clock.advance('PT61M');
    await night.bob.types(CHANNEL, `/unlock ${GLASS}`);
    const refused = await night.bob.windowSays(/Nobody has reviewed your use of status-page yet\. That was due at \d\d:\d\d\./);
    expect(buttonsOf(refused)).toEqual(['Why?']);
    await night.carol.types(CHANNEL, `/unlock ${GLASS}`);
    await night.carol.windowSays(/🔓 status-page until/);
    await night.carol.clicksIn(review, 'Mark reviewed');
    await night.bob.directMessageSays(/🚨 Break glass · reviewed by Carol/);
    await night.bob.closesWindow();
    await night.bob.types(CHANNEL, `/unlock ${GLASS}`);
    await night.bob.windowSays(/🔓 status-page until/);
  });

  it('before it is due keeps nobody from anything, and the normal way is never barred', async () => {
    const night = await aNight();
    await bobBrokeGlass(night);
    await bobBrokeGlass(night);
    await night.sandbox.clock.advance('PT24H1M');
    await night.bot.tick();
    await night.bob.types(CHANNEL, '/unlock feature-flags');
    await night.bob.windowSays(/🔓 feature-flags until/);
  });
});

describe('within the same incident', () => {
  const withoutApproval = (text: string) =>
    text.replace('approve: { by: [{ onCall: db-secondary }, dba-leads], within: 10m }', 'approve: none');

  it('an overdue review doesn’t keep him from breaking glass again; for another one it does', async () => {
    const night = await aNight({ policy: (text) => withoutApproval(text).replaceAll('within: 24h', 'within: 1h') });
    await bobBrokeGlass(night, 'db-prod break-glass in INC-42 because replica lag');
    await night.sandbox.clock.advance('PT61M');
    await night.bot.tick();
    await bobBrokeGlass(night, 'db-prod break-glass because replica lag again');
    night.resolveIncident(42);
    const other = night.sandbox.pagerDuty.openIncident('Disk full', 'PSVC123');
    await night.bob.types(CHANNEL, `/unlock db-prod break-glass in INC-${other.number} because disk full`);
    await night.bob.windowSays(/Nobody has reviewed your use of db-prod yet/);
  });
});
