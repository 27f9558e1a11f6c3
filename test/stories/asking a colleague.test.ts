import { describe, expect, it } from 'vitest';
import { aNight } from './a-night.ts';
import { buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

describe('Bob isn’t on call; Ask Alice', () => {
  it('writes to her with who, what and why, and opens nothing', async () => {
    const night = await aNight();
    await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
    const refused = await night.bob.windowSays(/You're not on call for db-primary\. Alice is, until \d\d:\d\d\./);
    expect(buttonsOf(refused)).toEqual(['Ask Alice', 'Break glass', 'Why?']);
    await night.bob.clicks('Ask Alice');
    await night.bob.windowSays(/I wrote to Alice\.\nIt gives you no access/);
    const message = await night.alice.directMessageSays(/Bob asks for your help with db-prod\./);
    expect(message.text).toContain('replica lag');
    expect(message.text).toContain('@Bob in #inc-42-checkout-latency');
    expect(buttonsOf(message)).toEqual(['Unlock']);
    await night.alice.clicksIn(message, 'Unlock');
    await night.alice.windowSays(/db-prod/);
    expect(await night.grants()).toEqual([]);
    expect((await night.audited()).at(-1)).toMatchObject({
      kind: 'colleague-asked',
      by: { name: 'bob' },
      about: { resource: 'db-prod', asked: [{ person: 'alice', slackId: 'U01ALICE' }], reason: 'replica lag' },
    });
  });

  it('works once in five minutes', async () => {
    const night = await aNight();
    for (const [answer, messages] of [
      [/I wrote to Alice/, 1],
      [/You asked Alice within the last 5 minutes\.\nNothing more was sent\. Better call them\./, 1],
      [/I wrote to Alice/, 2],
    ] as const) {
      await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
      await night.bob.windowSays(/You're not on call/);
      await night.bob.clicks('Ask Alice');
      await night.bob.windowSays(answer);
      await night.bob.closesWindow();
      await night.bot.tick();
      expect(night.alice.directMessages()).toHaveLength(messages);
      await night.sandbox.clock.advance(messages === 2 ? 'PT0S' : answer.source.startsWith('I') ? 'PT4M' : 'PT61S');
    }
  });

  it('asks whoever is on call by now, not who the button names', async () => {
    const night = await aNight();
    await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.bob.windowSays(/Alice is/);
    night.sandbox.pagerDuty.putOnCall('PABC123', 'PCAROL3');
    await night.bob.clicks('Ask Alice');
    await night.bob.windowSays(/I wrote to Carol\./);
    await night.carol.directMessageSays(/Bob asks for your help/);
    expect(night.alice.directMessages()).toEqual([]);
  });

  it('says so when PagerDuty doesn’t answer, and can be tried again', async () => {
    const night = await aNight();
    await night.bob.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.bob.windowSays(/Alice is/);
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.clicks('Ask Alice');
    await night.bob.windowSays(/PagerDuty gave no answer, so I can't tell who is on call\.\nNobody was asked\./);
    night.sandbox.pagerDuty.mode = 'up';
    await night.bob.clicks('Try again');
    await night.bob.windowSays(/I wrote to Alice/);
  });

  it('is no way for an outsider to write to anybody', async () => {
    const night = await aNight();
    const value = JSON.stringify({ resource: 'db-prod', reason: 'hello' });
    for (const who of ['dave', 'erin', 'frank']) {
      const outsider = night.sandbox.as(who);
      await outsider.types(CHANNEL, '/unlock db-prod');
      await outsider.windowSays(/full members/);
      await outsider.forgesClick(outsider.window()!, { blockId: 'ways-out', actionId: 'ask_colleague', forged: { value } });
      await outsider.windowSays(/full members/);
    }
    await night.bot.tick();
    expect(night.alice.directMessages()).toEqual([]);
    expect(await kindsOf(night)).not.toContain('colleague-asked');
  });
});
