import { describe, expect, it } from 'vitest';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

describe('Withdraw', () => {
  it('ends the request on every card, without a message to herself', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.alice.clicks('Withdraw');
    const window = await night.alice.windowSays(/Withdrawn by you at \d\d:\d\d/);
    expect(buttonsOf(window)).toEqual([]);
    const card = await night.sandbox.channel(APPROVALS).says(/Withdrawn by Alice at \d\d:\d\d/);
    expect(buttonsOf(card)).toEqual(['Details']);
    await night.bob.directMessageSays(/Withdrawn by Alice/);
    await night.alice.directMessageSays(/Withdrawn by you/);
    expect(night.alice.directMessages()).toHaveLength(1);
    expect(await kindsOf(night)).toEqual(['access-asked', 'request-withdrawn']);
  });

  it('works from her direct message, and the open window follows', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.alice.clicksIn('direct', 'Withdraw');
    await night.alice.windowSays(/Withdrawn by you/);
  });

  it('is for the requester alone: a forged click of an approver withdraws nothing', async () => {
    const night = await aQuietNight();
    const { buttons } = await aliceAsks(night);
    await night.bob.types(CHANNEL, '/grants');
    await night.bob.windowSays(/nothing right now/);
    const { value } = buttons[0]!;
    await night.bob.forgesClick(night.bob.window()!, { blockId: 'x', actionId: 'withdraw', forged: { value: value! } });
    await night.bob.windowSays(/no request here that you can answer or see/);
    expect(await kindsOf(night)).not.toContain('request-withdrawn');
  });

  it('that comes after the yes changes nothing', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    const asked = await night.alice.directMessageSays(/Asked Bob and Carol/);
    const withdraw = asked.buttons.find(({ text }) => text === 'Withdraw')!;
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod/);
    await night.alice.forgesClick(asked, { blockId: withdraw.blockId, actionId: 'withdraw', forged: { value: withdraw.value! } });
    await night.alice.ephemeralSays('direct', /Approved by Bob.*So nothing changed now/s);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });
});

describe('Nudge', () => {
  it('asks the approvers anew, by messages that ring and can be answered', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.directMessageSays(/Alice wants/);
    await night.alice.clicks('Nudge');
    await night.alice.windowSays(/Asked again at \d\d:\d\d\./);
    const reminder = await night.sandbox.channel(APPROVALS).says(/Alice still waits for db-prod \(15 min left\)/);
    expect(reminder.text).toContain('Asked: @Bob, @Carol');
    await night.bob.directMessageSays(/Alice still waits/);
    await night.carol.clicksIn(reminder, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.bot.tick();
    for (const { text, buttons } of night.sandbox.channel(APPROVALS).messages()) {
      expect(text).toContain('Approved by Carol');
      expect(buttonsOf({ buttons })).toEqual(['Details']);
    }
  });

  it('works once in five minutes', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.alice.clicks('Nudge');
    await night.alice.windowSays(/Asked again/);
    await night.alice.clicks('Nudge');
    await night.alice.windowSays(/Nudge works once in five minutes/);
    await night.bot.tick();
    expect(night.sandbox.channel(APPROVALS).messages()).toHaveLength(2);
    await night.sandbox.clock.advance('PT5M');
    await night.alice.clicks('Nudge');
    await night.sandbox.channel(APPROVALS).says(/still waits for db-prod \(10 min left\)/);
    expect((await kindsOf(night)).filter((kind) => kind === 'approvers-reminded')).toHaveLength(2);
  });
});

describe('unanswered', () => {
  it('the approvers are reminded once, at half time', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT7M');
    await night.bot.tick();
    expect(night.sandbox.channel(APPROVALS).messages()).toHaveLength(1);
    await night.sandbox.clock.advance('PT31S');
    await night.bot.tick();
    await night.sandbox.channel(APPROVALS).says(/Alice still waits for db-prod \(8 min left\)/);
    await night.carol.directMessageSays(/Alice still waits/);
    await night.sandbox.clock.advance('PT1M');
    await night.bot.tick();
    expect(night.sandbox.channel(APPROVALS).messages()).toHaveLength(2);
  });

  it('who has agreed already isn’t reminded', async () => {
    const night = await aQuietNight();
    await aliceAsks(night, 'ledger-db because month end');
    await night.bob.directMessageSays(/Alice wants/);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/1 of 2/);
    await night.sandbox.clock.advance('PT7M31S');
    await night.bot.tick();
    await night.carol.directMessageSays(/Alice still waits for ledger-db/);
    expect(night.bob.directMessages().some(({ text }) => text.includes('still waits'))).toBe(false);
  });

  it('it expires on every card, and a message tells her', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.sandbox.clock.advance('PT15M');
    await night.bot.tick();
    const window = await night.alice.windowSays(/Expired at \d\d:\d\d: nobody answered\./);
    expect(buttonsOf(window)).toEqual([]);
    await night.alice.directMessageSays(/Nobody answered your request for db-prod in time\./);
    const card = await night.sandbox.channel(APPROVALS).says(/Expired at \d\d:\d\d: nobody answered/);
    expect(buttonsOf(card)).toEqual(['Details']);
    await night.carol.directMessageSays(/Expired/);
    expect(await kindsOf(night)).toEqual(['access-asked', 'request-expired']);
  });

  it('a yes after its time is refused by time, before any job has run', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT15M');
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, /Expired at \d\d:\d\d: nobody answered/);
    expect(await night.grants()).toEqual([]);
    await night.bot.tick();
    expect(await kindsOf(night)).toEqual(['access-asked', 'request-expired']);
  });

  it('with one of two yeses it says so, and she may ask anew at once', async () => {
    const night = await aQuietNight();
    await aliceAsks(night, 'ledger-db because month end');
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/1 of 2/);
    await night.bot.pauseJobs();
    await night.sandbox.clock.advance('PT15M');
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock ledger-db because month end');
    await night.alice.windowSays(/Asked Bob and Carol.*0 of 2/s);
    await night.sandbox.channel(APPROVALS).says(/Expired at \d\d:\d\d with 1 of 2/);
    await night.alice.directMessageSays(/Your request for ledger-db expired\. 1 of 2 had agreed\./);
    expect(await kindsOf(night)).toEqual(['access-asked', 'access-approved', 'request-expired', 'access-asked']);
  });
});

describe('where the card can’t be posted', () => {
  it('in an archived channel, the approvers have it by direct message and Alice is told', async () => {
    const night = await aQuietNight();
    night.sandbox.channel(APPROVALS).archive();
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.bob.directMessageSays(/Alice wants/);
    await night.alice.windowSays(/I couldn't post in #access-approvals\. I wrote to Bob and Carol directly\./);
    await night.bob.clicksIn('direct', 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
  });
});
