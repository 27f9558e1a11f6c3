import { describe, expect, it } from 'vitest';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, CHANNEL, denies, kindsOf } from './a-quiet-night.ts';

const LEDGER = 'ledger-db because month end';

describe('Deny', () => {
  it('asks why in a window, which can be left without anything being denied', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Deny');
    const window = await night.bob.windowSays(/Why not\? Alice reads this\./);
    expect(window).toMatchObject({ submit: 'Deny', close: 'Cancel' });
    expect(window.text).toContain('Alice wants db-prod for 30 min');
    await night.bob.closesWindow();
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
  });

  it('tells Alice who said no and why: in her window, on the card, and by a message that rings', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    await denies(night, 'bob', 'Use the replica, it is enough for this.');
    await night.bob.windowSays(/Denied\.\nAlice is told, with your reason/);
    const window = await night.alice.windowSays(/Denied by Bob at \d\d:\d\d:\nUse the replica/);
    expect(buttonsOf(window)).toEqual([]);
    expect(window.text).toContain('To ask again: /unlock db-prod');
    await night.alice.directMessageSays(/Your request for db-prod was denied by Bob\.\nUse the replica/);
    const denied = await night.sandbox.channel(APPROVALS).says(/Denied by Bob at \d\d:\d\d:\nUse the replica/);
    expect(denied.ts).toBe(card.ts);
    expect(buttonsOf(denied)).toEqual(['Details']);
    await night.carol.directMessageSays(/Denied by Bob/);
    expect(await night.grants()).toEqual([]);
    expect((await night.audited()).at(-1)).toMatchObject({
      kind: 'access-denied',
      by: { name: 'bob' },
      about: { resource: 'db-prod', requester: { name: 'Alice' }, reason: 'Use the replica, it is enough for this.' },
    });
  });

  it('works without a reason', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await denies(night, 'carol');
    await night.alice.windowSays(/Denied by Carol at \d\d:\d\d\./);
  });

  it('is final: Approve comes too late and is told so', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    await denies(night, 'bob', 'No.');
    await night.alice.windowSays(/Denied by Bob/);
    await night.carol.forgesClick(card, {
      ...{ blockId: card.buttons[0]!.blockId, actionId: 'approve' },
      forged: { value: card.buttons[0]!.value },
    });
    await night.carol.ephemeralSays(APPROVALS, /Denied by Bob at \d\d:\d\d.*So nothing changed now/s);
    expect(await night.grants()).toEqual([]);
    expect(await kindsOf(night)).not.toContain('access-approved');
  });

  it('comes too late for what is granted already', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Deny');
    await night.bob.windowSays(/Why not/);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.bob.submits();
    await night.bob.windowSays(/Approved by Carol at \d\d:\d\d.*So nothing changed now/s);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('takes no request from the window’s metadata that one may not answer', async () => {
    const night = await aQuietNight();
    await night.bob.types(CHANNEL, '/unlock db-prod break-glass because replica lag');
    await night.bob.windowSays(/Asked Carol/);
    const [own] = await night.rows('SELECT id FROM requests');
    await aliceAsks(night);
    for (const [metadata, answer] of [
      [String(own?.id), /Somebody else has to approve this/],
      ['0190f0f0-0000-7000-8000-000000000000', /no request here that you can answer/],
      ['no id at all', /no request here that you can answer/],
    ] as const) {
      await night.bob.clicksIn(APPROVALS, 'Deny');
      await night.bob.windowSays(/Why not/);
      await night.bob.submits({}, { edit: (payload) => Object.assign(payload.view as object, { private_metadata: metadata }) });
      await night.bob.windowSays(answer);
      await night.bob.closesWindow();
    }
    expect(await kindsOf(night)).not.toContain('access-denied');
  });
});

describe('one denies, Alice asks again, two approve', () => {
  it('and each step shows on every card and is on record', async () => {
    const night = await aQuietNight();
    const first = await aliceAsks(night, LEDGER);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/1 of 2/);
    await denies(night, 'carol', 'Which month?');
    await night.alice.windowSays(/Denied by Carol at \d\d:\d\d:\nWhich month\?/);
    await night.alice.closesWindow();
    const second = await aliceAsks(night, 'ledger-db because month end of October');
    expect(second.ts).not.toBe(first.ts);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/Approved by Bob at \d\d:\d\d \(1 of 2\)/);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 ledger-db until/);
    const cards = night.sandbox.channel(APPROVALS).messages();
    expect(cards.map(({ ts }) => ts)).toEqual([first.ts, second.ts]);
    expect(cards[0]?.text).toContain('Denied by Carol');
    expect(await kindsOf(night)).toEqual([
      ...['access-asked', 'access-approved', 'access-denied'],
      ...['access-asked', 'access-approved', 'access-approved', 'access-granted'],
    ]);
    expect(await night.grants()).toMatchObject([{ resource: 'ledger-db', state: 'active' }]);
  });

  it('and if her window was closed, the direct message turns by itself', async () => {
    const night = await aQuietNight();
    await aliceAsks(night, LEDGER);
    await night.alice.closesWindow();
    await denies(night, 'bob', 'Not now.');
    await night.alice.directMessageSays(/Your request for ledger-db was denied by Bob/);
    await aliceAsks(night, LEDGER);
    await night.alice.closesWindow();
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.directMessageSays(/Approved by Bob at \d\d:\d\d \(1 of 2\)/);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    const message = await night.alice.directMessageSays(/🔓 ledger-db until.*No value shown/s);
    expect(buttonsOf(message)).toEqual(['Show values', 'Extend', 'Give back']);
  });
});
