import { describe, expect, it } from 'vitest';
import { CANARY } from './a-night.ts';
import { APPROVALS, AUDIT, aliceAsks, aQuietNight, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

describe('Alice asks for db-prod in a quiet night', () => {
  it('her window and her direct message say who is asked; the approvers get a card with its buttons, in the channel and directly', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    expect(buttonsOf(night.alice.window()!)).toEqual(['Nudge', 'Withdraw']);
    expect(night.alice.window()?.text).toContain('Asked Bob and Carol. You can close this window');
    expect(card.text).toMatch(/^Alice wants db-prod for 30 min:\nreplica lag/);
    expect(card.text).toMatch(/on call for db-primary until \d\d:\d\d · .*0 of 1/);
    expect(card.text).toContain('Asked: @Bob, @Carol');
    expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Approve for 15m', 'Details']);
    expect(buttonsOf(await night.bob.directMessageSays(/Alice wants db-prod/))).toEqual(buttonsOf(card));
    expect(buttonsOf(await night.carol.directMessageSays(/Alice wants db-prod/))).toEqual(buttonsOf(card));
    expect(night.sandbox.channel(CHANNEL).messages()).toEqual([]);
    expect(await night.grants()).toEqual([]);
  });

  it('Bob approves: the open window turns by itself into the grant, and shows values', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    const window = await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(30 min\)/);
    expect(buttonsOf(window)).toEqual(['Show values', 'Extend', 'Give back']);
    expect(window.text).toContain('Approved by Bob');
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
  });

  it('she closed the window: a direct message of its own rings, and gives the values', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.alice.closesWindow();
    const before = night.alice.directMessages().length;
    await night.bob.directMessageSays(/Alice wants/);
    await night.bob.clicksIn('direct', 'Approve');
    // What she asked for says it too, so its own is the one that comes beside it.
    await expect.poll(() => night.alice.directMessages().length, { timeout: 20_000 }).toBe(before + 1);
    const message = await night.alice.directMessageSays(/🔓 db-prod until.*Show values/s);
    expect(buttonsOf(message)).toEqual(['Show values', 'Extend', 'Give back']);
    await night.alice.clicksIn(message, 'Show values');
    await night.alice.windowSays(CANARY);
  });

  it('the card says who approved and follows the grant to its end', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    const approved = await night.sandbox.channel(APPROVALS).says(/🔓 db-prod until \d\d:\d\d.*Approved by Bob at \d\d:\d\d/s);
    expect(buttonsOf(approved)).toEqual(['Details']);
    expect(buttonsOf(await night.bob.directMessageSays(/🔓 db-prod until.*Approved by Bob/s))).toEqual(['Details']);
    await night.sandbox.channel(AUDIT).says(/🔓 db-prod until.*Approved by Bob/s);
    await night.alice.windowSays(/🔓 db-prod/);
    await night.alice.clicks('Give back');
    const ended = await night.sandbox.channel(APPROVALS).says(/Given back by Alice/);
    expect(ended.ts).toBe(approved.ts);
    expect(ended.text).toContain('Locked. No value was shown.');
    expect(ended.text).toContain('Approved by Bob');
  });

  it('the audit log has who asked, who agreed and what was given, with evidence', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod/);
    expect(await kindsOf(night)).toEqual(['access-asked', 'access-approved', 'access-granted']);
    const [asked, approved, granted] = (await night.audited()).filter(({ kind }) => kind.startsWith('access-'));
    expect(asked).toMatchObject({ by: { name: 'alice' }, about: { resource: 'db-prod', reason: 'replica lag', needs: 1 } });
    expect(asked?.about.eligible).toEqual([
      { person: 'bob', slackId: 'U02BOB' },
      { person: 'carol', slackId: 'U03CAROL' },
    ]);
    expect(approved).toMatchObject({ by: { name: 'bob' }, about: { request: asked?.about.request } });
    expect(granted).toMatchObject({
      by: { name: 'alice' },
      about: {
        ...{ request: asked?.about.request, rule: 'on call, quiet', approvedBy: [{ name: 'Bob' }] },
        evidence: { onCall: [{ target: 'db-primary', answer: 'yes', provider: 'PagerDuty' }] },
      },
    });
  });

  it('her time starts with the yes, not with the question', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.sandbox.clock.advance('PT6M');
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(30 min\)/);
  });

  it('Approve for 15m shortens it, and says so; a request for ten minutes has no such button', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.carol.clicksIn(APPROVALS, 'Approve for 15m');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(15 min, as Carol allowed\)/);
    await night.sandbox.channel(APPROVALS).says(/Approved by Carol at \d\d:\d\d, for 15 min at most/);
    expect(await night.grants()).toMatchObject([{ ends_because: 'approver' }]);
    await night.alice.clicks('Give back');
    await night.alice.windowSays(/Locked/);
    await night.alice.closesWindow();
    const card = await aliceAsks(night, 'db-prod for 10m because replica lag');
    expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Details']);
  });

  it('ledger-db wants two: Bob’s yes shows as 1 of 2, Carol’s opens it', async () => {
    const night = await aQuietNight();
    await aliceAsks(night, 'ledger-db because month end');
    await night.bob.clicksIn(APPROVALS, 'Approve');
    const half = await night.sandbox.channel(APPROVALS).says(/Approved by Bob at \d\d:\d\d \(1 of 2\)/);
    expect(half.text).toContain('Asked: @Carol');
    await night.alice.windowSays(/Approved by Bob at \d\d:\d\d \(1 of 2\)/);
    expect(await night.grants()).toEqual([]);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.bob.ephemeralSays(APPROVALS, /You approved this already.*1 more has to/s);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 ledger-db until/);
    await night.sandbox.channel(APPROVALS).says(/Approved by Bob at \d\d:\d\d and Carol at \d\d:\d\d \(2 of 2\)/);
    expect((await night.grants()).length).toBe(1);
  });

  it('Details show the evidence to an approver, and nothing to a colleague', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    await night.bob.clicksIn(APPROVALS, 'Details');
    const details = await night.bob.windowSays(/Rule: “on call, quiet”/);
    expect(details.text).toMatch(/May approve: Bob, Carol · 1 of them, within 15 min/);
    await night.sandbox.as('gina').clicksIn(card, 'Details');
    const { text } = await night.sandbox.as('gina').windowSays(/no request here/);
    expect(text).not.toContain('Alice');
  });

  it('asks again while it waits, and is told that it waits already', async () => {
    const night = await aQuietNight();
    await aliceAsks(night);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/unlock db-prod because really');
    await night.alice.windowSays(/You asked for this already\. Nothing changed\./);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    expect((await kindsOf(night)).filter((kind) => kind === 'access-asked')).toHaveLength(1);
  });
});
