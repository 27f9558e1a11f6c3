import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import { aNight, CANARY, type Night, type NightOptions } from './a-night.ts';
import { AUDIT, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

/** Alice saw what db-prod holds, Bob was refused, and the week was over: it is told in the audit channel. */
async function theWeekIsTold(options: NightOptions = {}): Promise<{ night: Night; digest: SeenMessage }> {
  const night = await aNight(options);
  await aliceReads(night);
  await night.bob.types(CHANNEL, '/unlock db-prod');
  await night.bob.windowSays(/not on call/);
  await untilMonday(night);
  return { night, digest: await night.sandbox.channel(AUDIT).says(/Week of .*1 grant to 1 person, 1 read, 1 refusal/s) };
}

async function aliceReads(night: Night): Promise<void> {
  await night.alice.types(CHANNEL, '/unlock db-prod');
  await night.alice.windowSays(/🔓 db-prod until/);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(CANARY);
}

/** To a minute past nine on the next Monday in Berlin, and everything due is done. */
async function untilMonday(night: Night): Promise<void> {
  const now = night.sandbox.clock.now().toZonedDateTimeISO('Europe/Berlin');
  const monday = now.add({ days: 8 - now.dayOfWeek }).withPlainTime('09:01');
  await night.bot.pauseJobs();
  await night.sandbox.clock.advance(now.until(monday));
  await night.bot.tick();
}

/** Without looking whether the button is there for them. */
async function marks(night: Night, who: string, message: SeenMessage, value = message.buttons[0]!.value!): Promise<void> {
  const { blockId } = message.buttons[0]!;
  await night.sandbox.as(who).forgesClick(message, { blockId, actionId: 'digest_reviewed', forged: { value } });
}

const reviews = async (night: Night) => (await kindsOf(night)).filter((kind) => kind === 'digest-reviewed');

const digests = (night: Night) =>
  night.sandbox
    .channel(AUDIT)
    .messages()
    .filter(({ text }) => text.includes('Audit log up to entry'));

describe('a week that is over', () => {
  it('is told once, with what to look at, and marked by its owner', async () => {
    const { night, digest } = await theWeekIsTold();
    expect(digest.text).toContain('Seen and not rotated: 2');
    expect(digest.text).toMatch(/db-prod (DATABASE_URL|PGPASSWORD) · alice, /);
    expect(digest.text).toMatch(/bob · db-prod · not allowed · 1×/);
    await night.bot.tick();
    expect(digests(night)).toHaveLength(1);
    await night.carol.clicksIn(digest, 'Mark reviewed');
    const done = await night.sandbox.channel(AUDIT).says(/✅ Reviewed by Carol, Mon \d+ \w+ 09:0\d/);
    expect([done.ts, buttonsOf(done)]).toEqual([digest.ts, []]);
    expect((await night.audited()).at(-1)).toMatchObject({ kind: 'digest-reviewed', by: { name: 'carol' } });
  });

  it('is told by one of two bots', async () => {
    const night = await aNight();
    const second = await night.secondBot();
    await second.pauseJobs();
    await aliceReads(night);
    await untilMonday(night);
    await second.tick();
    await night.sandbox.channel(AUDIT).says(/Week of/);
    expect(digests(night)).toHaveLength(1);
    expect((await kindsOf(night)).filter((kind) => kind === 'digest-made')).toHaveLength(1);
  });

  it('is told in text where Slack draws neither tables nor charts', async () => {
    const night = await aNight();
    night.sandbox.slack.refuseFigures();
    await aliceReads(night);
    await untilMonday(night);
    const digest = await night.sandbox.channel(AUDIT).says(/Granted by day: Mon/);
    expect([digest.text.includes('Grants: 1'), buttonsOf(digest), digests(night).length]).toEqual([true, ['Mark reviewed'], 1]);
  });
});

describe('Mark reviewed', () => {
  it('counts once, however often it is clicked', async () => {
    const { night, digest } = await theWeekIsTold();
    await Promise.all([marks(night, 'carol', digest), marks(night, 'carol', digest)]);
    await night.sandbox.channel(AUDIT).says(/✅ Reviewed by Carol/);
    await marks(night, 'carol', digest);
    await night.carol.ephemeralSays(AUDIT, /Somebody reviewed it already\. Nothing changed\./);
    expect(await reviews(night)).toHaveLength(1);
  });

  it('is nothing for others, who are told who can', async () => {
    const { night, digest } = await theWeekIsTold();
    await night.bob.clicksIn(digest, 'Mark reviewed');
    await night.bob.ephemeralSays(AUDIT, /The digest is for owners and auditors\.\s+You can ask carol or heidi\./);
    for (const who of ['dave', 'erin', 'frank']) {
      await marks(night, who, digest);
      await night.sandbox.as(who).ephemeralSays(AUDIT, /full members/);
    }
    expect(await reviews(night)).toEqual([]);
    expect(buttonsOf(digests(night)[0]!)).toEqual(['Mark reviewed']);
  });

  it('of another digest than its card’s, or of none, marks nothing', async () => {
    const { night, digest } = await theWeekIsTold();
    for (const forged of ['019aa0c0-0000-7000-8000-0000000000d1', 'no uuid']) {
      await marks(night, 'carol', digest, forged);
      await night.carol.ephemeralSays(AUDIT, /This message isn't the digest's card/);
    }
    expect(await reviews(night)).toEqual([]);
  });

  it('may be an auditor’s', async () => {
    const { night, digest } = await theWeekIsTold({
      policy: (text) => text.replace('roles: { owners: [carol, heidi] }', 'roles: { owners: [carol], auditors: [bob] }'),
    });
    await night.bob.clicksIn(digest, 'Mark reviewed');
    await night.sandbox.channel(AUDIT).says(/✅ Reviewed by Bob/);
  });
});

describe('/nightlatch digest', () => {
  it('tells an owner the last days at any time, and is on record', async () => {
    const night = await aNight();
    await aliceReads(night);
    await night.carol.types(CHANNEL, '/nightlatch digest');
    const window = await night.carol.windowSays(/1 grant to 1 person, 1 read/);
    expect(window.text).not.toContain('Latest weekly digest');
    expect(await kindsOf(night)).toContain('log-read');
  });

  it('tells nobody else', async () => {
    const night = await aNight();
    await aliceReads(night);
    await night.bob.types(CHANNEL, '/nightlatch digest');
    const window = await night.bob.windowSays(/for owners and auditors/);
    expect(window.text).not.toContain('alice');
    expect(await kindsOf(night)).not.toContain('log-read');
  });

  it('is where a week is marked whose post went nowhere, since the channel was archived', async () => {
    const night = await aNight();
    await aliceReads(night);
    night.sandbox.channel(AUDIT).archive();
    await untilMonday(night);
    await night.alice.closesWindow();
    await night.carol.types(CHANNEL, '/nightlatch digest 2w');
    await night.carol.windowSays(/Latest weekly digest\s+Week of .*Nobody has reviewed it yet/s);
    await night.carol.clicks('Mark reviewed');
    await night.carol.windowSays(/Marked as reviewed\.\s+✅ Reviewed by Carol/);
    expect(await reviews(night)).toHaveLength(1);
  });
});
