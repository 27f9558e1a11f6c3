import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night } from './a-night.ts';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, CHANNEL, denies, kindsOf } from './a-quiet-night.ts';

async function aliceHolds(words: string): Promise<Night> {
  const night = await aNight();
  await night.alice.types(CHANNEL, `/unlock ${words}`);
  await night.alice.windowSays(/🔓 [a-z-]+ until/);
  return night;
}

/** Her grant of db-prod, which Bob agreed to, for half an hour. */
async function aliceWasGiven(): Promise<Night> {
  const night = await aQuietNight();
  await aliceAsks(night);
  await night.bob.clicksIn(APPROVALS, 'Approve');
  await night.alice.windowSays(/🔓 db-prod until/);
  await night.alice.directMessageSays(/🔓 db-prod until/);
  return night;
}

const lengthOf = async (night: Night, nth = 0): Promise<number> => {
  const grant = (await night.grants())[nth];
  return Math.round((Number(grant?.ends_at) - Number(grant?.started_at)) / 60_000);
};

describe('Extend', () => {
  it('adds the rule’s usual time to the end, in the window clicked in, on her card and on record', async () => {
    const night = await aliceHolds('db-prod because replica lag');
    await night.alice.directMessageSays(/🔓 db-prod until/);
    await night.alice.clicks('Extend');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(1 h in all\)\nExtended until \d\d:\d\d\./);
    await night.alice.directMessageSays(/\(1 h in all\)/);
    await night.sandbox.channel('audit-access').says(/\(1 h in all\)/);
    expect(await lengthOf(night)).toBe(60);
    expect(await kindsOf(night)).toEqual(['access-granted', 'grant-extended']);
    expect((await night.audited()).at(-1)).toMatchObject({ by: { name: 'alice' }, about: { resource: 'db-prod' } });
  });

  it('works from her direct message and from /grants', async () => {
    const night = await aliceHolds('db-prod because replica lag');
    await night.alice.closesWindow();
    await night.alice.directMessageSays(/🔓 db-prod until/);
    await night.alice.clicksIn('direct', 'Extend');
    await night.alice.windowSays(/\(1 h in all\)/);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/grants');
    await night.alice.windowSays(/Your open grants/);
    await night.alice.clicks('Extend');
    await night.alice.windowSays(/\(1 h 30 min in all\)/);
    expect((await night.grants()).length).toBe(1);
  });

  it('by /unlock with a time moves the end to then; with less than she has, nothing changes', async () => {
    const night = await aliceHolds('db-prod because replica lag');
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod for 2h');
    await night.alice.windowSays(/\(2 h in all\)/);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod for 10m');
    await night.alice.windowSays(/You had this already\. Nothing changed\. Extend gives you longer\./);
    expect(await lengthOf(night)).toBe(120);
  });

  it('by /unlock with another variable adds it, and the values show both', async () => {
    const night = await aliceHolds('db-prod PGPASSWORD because replica lag');
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod DATABASE_URL');
    await night.alice.windowSays(/DATABASE_URL and PGPASSWORD|PGPASSWORD and DATABASE_URL/);
    await night.alice.clicks('Show values');
    const secret = await night.alice.windowSays(CANARY);
    expect(secret.text).toContain('DATABASE_URL');
    expect(secret.text).toContain('PGPASSWORD');
    expect((await night.grants()).length).toBe(1);
  });

  it('of somebody else’s grant, or of one that ended, gets one answer', async () => {
    const night = await aliceHolds('db-prod because replica lag');
    const [grant] = await night.grants();
    const forged = { blockId: `grant:${grant?.id}`, actionId: 'extend', forged: { value: String(grant?.id) } };
    await night.bob.types(CHANNEL, '/grants');
    await night.bob.windowSays(/nothing right now/);
    await night.bob.forgesClick(night.bob.window()!, forged);
    const { text } = await night.bob.windowSays(/There's no grant here that you can extend\./);
    const open = await night.alice.windowSays(/🔓 db-prod/);
    await night.alice.clicks('Give back');
    await night.alice.windowSays(/Locked/);
    await night.alice.forgesClick(open, forged);
    expect((await night.alice.windowSays(/no grant here that you can extend/)).text).toBe(text);
  });
});

describe('at its longest', () => {
  it('there is no Extend any more, and /unlock says since when and what is the most', async () => {
    const night = await aliceHolds('db-replica');
    await night.alice.clicks('Extend');
    const window = await night.alice.windowSays(/\(1 h in all/);
    expect(buttonsOf(window)).toEqual(['Show values', 'Give back']);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-replica for 2h');
    await night.alice.windowSays(
      /You have had db-replica since \d\d:\d\d\. 1 h is the most\.\nIn its last ten minutes you can ask for it anew\./,
    );
    expect(await lengthOf(night)).toBe(60);
  });

  it('in the last ten minutes a new one may be asked for, which begins when the old one ends', async () => {
    const night = await aliceHolds('db-replica for 1h');
    await night.alice.closesWindow();
    await night.sandbox.clock.advance('PT51M');
    await night.alice.types(CHANNEL, '/unlock db-replica');
    const waiting = await night.alice.windowSays(/It begins at \d\d:\d\d, when the present grant ends\./);
    expect(buttonsOf(waiting)).toEqual(['Withdraw']);
    expect(await lengthOf(night)).toBe(60);
    expect(night.sandbox.channel(APPROVALS).messages()).toEqual([]);
    await night.sandbox.clock.advance('PT10M');
    await night.bot.tick();
    await night.alice.windowSays(/🔓 db-replica until \d\d:\d\d \(30 min\)/);
    expect((await night.grants()).map(({ state }) => state)).toEqual(['ended', 'active']);
  });
});

describe('five minutes are left', () => {
  it('a message says so, and its Extend gives more', async () => {
    const night = await aliceHolds('db-prod because replica lag');
    await night.alice.closesWindow();
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT24M');
    await night.bot.tick();
    expect(night.alice.directMessages().some(({ text }) => text.includes('⏳'))).toBe(false);
    await night.sandbox.clock.advance('PT1M10S');
    await night.bot.tick();
    const message = await night.alice.directMessageSays(/⏳ db-prod ends at \d\d:\d\d, in 5 min\./);
    expect(buttonsOf(message)).toEqual(['Extend', 'Give back']);
    await night.alice.clicksIn(message, 'Extend');
    await night.alice.windowSays(/\(1 h in all\)/);
    // Her grant's own card says it too.
    const sameMessage = () => night.alice.directMessages().find(({ ts }) => ts === message.ts)?.text;
    await expect.poll(sameMessage, { timeout: 20_000 }).toMatch(/Extended until \d\d:\d\d\./);
    await night.sandbox.clock.advance('PT30M');
    await night.bot.tick();
    const again = await night.alice.directMessageSays(/⏳ db-prod ends at/);
    expect(
      night.alice
        .directMessages()
        .filter(({ text }) => text.includes('⏳'))
        .map(({ ts }) => ts),
    ).toContain(again.ts);
  });
});

describe('where more time needs a yes', () => {
  it('the grant keeps its end until Bob agrees, and is then longer', async () => {
    const night = await aliceWasGiven();
    await night.alice.clicks('Extend');
    await night.alice.windowSays(/Asked Bob and Carol\..*30 min more of db-prod/s);
    const card = await night.sandbox.channel(APPROVALS).says(/Alice wants 30 min more of db-prod/);
    expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Details']);
    expect(await lengthOf(night)).toBe(30);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod');
    await night.alice.windowSays(/You had this already.*🔓 db-prod until \d\d:\d\d \(30 min\)/s);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod for 1h');
    await night.alice.windowSays(/You asked for this already/);
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(1 h in all.*\[Show values\]/s);
    await night.alice.directMessageSays(/🔓 db-prod until \d\d:\d\d \(1 h in all/);
    await night.sandbox.channel(APPROVALS).says(/Approved by Bob.*30 min more of db-prod/s);
    expect(await lengthOf(night)).toBe(60);
    expect((await night.grants()).length).toBe(1);
    expect((await kindsOf(night)).slice(3)).toEqual(['access-asked', 'access-approved', 'grant-extended']);
  });

  it('a no leaves it as it was', async () => {
    const night = await aliceWasGiven();
    await night.alice.clicks('Extend');
    await night.sandbox.channel(APPROVALS).says(/30 min more/);
    await denies(night, 'carol', 'Enough for tonight.');
    await night.alice.windowSays(/Denied by Carol/);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
    expect(await lengthOf(night)).toBe(30);
  });

  it('ended by her while it waits, it isn’t extended', async () => {
    const night = await aliceWasGiven();
    await night.alice.clicks('Extend');
    const card = await night.sandbox.channel(APPROVALS).says(/30 min more/);
    await night.alice.clicksIn('direct', 'Give back');
    await night.alice.directMessageSays(/Locked/);
    // His client may show the button still, or not any more.
    const { blockId, value } = card.buttons.find(({ text }) => text === 'Approve')!;
    await night.bob.forgesClick(card, { blockId, actionId: 'approve', forged: { value: value! } });
    await night.alice.windowSays(/Not given at \d\d:\d\d: the grant that it would have extended has ended/);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'given-back' }]);
  });

  it('run out while it waits, a yes gives it anew', async () => {
    const night = await aliceWasGiven();
    await night.sandbox.clock.advance('PT25M');
    await night.alice.clicks('Extend');
    const card = await night.sandbox.channel(APPROVALS).says(/more of db-prod/);
    await night.sandbox.clock.advance('PT6M');
    await night.bot.tick();
    await night.alice.directMessageSays(/Locked/);
    await night.bob.clicksIn(card, 'Approve');
    await night.alice.directMessageSays(/🔓 db-prod until \d\d:\d\d \(30 min\)/);
    expect((await night.grants()).map(({ state }) => state)).toEqual(['ended', 'active']);
  });
});
