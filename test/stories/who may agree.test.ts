import { describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver/person-driver.ts';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import type { Night } from './a-night.ts';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

const LEDGER = 'ledger-db because month end';

/** Alice has asked, and whoever it is clicks Approve on the card, as a client that shows it to anybody would let them. */
async function approves(person: PersonDriver, card: SeenMessage): Promise<void> {
  const { blockId, value } = card.buttons.find(({ text }) => text === 'Approve')!;
  await person.forgesClick(card, { blockId, actionId: 'approve', forged: { value: value! } });
}

/** A second account of one of them. */
function secondAccount(night: Night, of: string, handle: string): PersonDriver {
  const { slack } = night.sandbox;
  const id = `U08${handle.toUpperCase()}`;
  slack.workspace.addPerson({ ...slack.workspace.person(of), id, handle, name: handle, email: `${handle}@example.com` });
  return night.sandbox.as(handle);
}

async function expectNoYes(night: Night, refusedAs?: string): Promise<void> {
  expect(await night.grants()).toEqual([]);
  expect(await kindsOf(night)).not.toContain('access-approved');
  if (refusedAs === undefined) return;
  expect(await night.audited()).toContainEqual(
    expect.objectContaining({ kind: 'refused', about: expect.objectContaining({ code: refusedAs }) }),
  );
}

describe('not the requester', () => {
  it('Alice, herself in the group of approvers, isn’t asked and can’t approve', async () => {
    const night = await aQuietNight();
    night.sandbox.setGroup('dba-leads', ['alice', 'bob']);
    const card = await aliceAsks(night);
    expect(card.text).toContain('Asked: @Bob');
    expect(card.text).not.toMatch(/Asked:.*@Alice/);
    await approves(night.alice, card);
    await night.alice.ephemeralSays(APPROVALS, /Somebody else has to approve this\./);
    await expectNoYes(night, 'own-request');
  });

  it('nor by a second account of hers', async () => {
    const night = await aQuietNight({ policy: (text) => text.replace('slack: U01ALICE', 'slack: [U01ALICE, U08ALICEPHONE]') });
    const phone = secondAccount(night, 'alice', 'alicephone');
    night.sandbox.setGroup('dba-leads', ['alicephone', 'bob']);
    const card = await aliceAsks(night);
    expect(card.text).toContain('Asked: @Bob\n');
    await approves(phone, card);
    await phone.ephemeralSays(APPROVALS, /Somebody else has to approve this\./);
    await expectNoYes(night, 'own-request');
  });

  it('where nobody else could, she is told at once and nobody is asked', async () => {
    const night = await aQuietNight();
    night.sandbox.setGroup('dba-leads', ['alice']);
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    const window = await night.alice.windowSays(/db-prod needs a yes from somebody else, and nobody can give one\./);
    expect(buttonsOf(window)).toEqual(['Break glass', 'Why?']);
    expect(night.sandbox.channel(APPROVALS).messages()).toEqual([]);
    expect(await kindsOf(night)).toEqual(['refused']);
  });
});

describe('only who could when it was asked, and still can', () => {
  it('not who joined the group afterwards', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    night.sandbox.setGroup('dba-leads', ['bob', 'carol', 'gina']);
    await approves(night.sandbox.as('gina'), card);
    await night.sandbox
      .as('gina')
      .ephemeralSays(APPROVALS, /You can't answer this one, so nothing was approved\..*These may: Bob and Carol/s);
    await expectNoYes(night, 'not-an-approver');
  });

  it('not who left the group a moment ago; the other one still may', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    night.sandbox.setGroup('dba-leads', ['carol']);
    await approves(night.bob, card);
    await night.bob.ephemeralSays(
      APPROVALS,
      /You may not answer this one any more, so nothing was approved\..*These may: Carol/s,
    );
    await expectNoYes(night, 'not-an-approver');
    await approves(night.carol, card);
    await night.alice.windowSays(/🔓 db-prod until/);
  });

  it.each(['guest', 'deleted', 'stranger'] as const)('not an approver who is a %s since', async (what) => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    await night.sandbox.changePerson(
      'bob',
      { [what]: true, ...(what === 'stranger' && { teamId: 'T0OTHER' }) },
      { silently: true },
    );
    await approves(night.bob, card);
    await night.bob.ephemeralSays(APPROVALS, 'This works only for full members of this workspace.');
    await expectNoYes(night);
  });

  it.each(['dave', 'erin', 'frank'])('%s, an outsider in the group, isn’t asked and can’t approve', async (who) => {
    const night = await aQuietNight();
    night.sandbox.setGroup('dba-leads', [who, 'bob']);
    const card = await aliceAsks(night);
    expect(card.text).toContain('Asked: @Bob\n');
    await approves(night.sandbox.as(who), card);
    const { text } = await night.sandbox.as(who).ephemeralSays(APPROVALS, 'This works only for full members of this workspace.');
    expect(text).not.toContain('Alice');
    await expectNoYes(night);
  });

  it('a colleague who isn’t asked learns nothing from a request that there isn’t', async () => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    const { blockId } = card.buttons[0]!;
    const value = '0190f0f0-0000-7000-8000-000000000000';
    await night.sandbox.as('gina').forgesClick(card, { blockId, actionId: 'approve', forged: { value } });
    await night.sandbox.as('gina').ephemeralSays(APPROVALS, /isn't the request's card/);
    await expectNoYes(night);
  });
});

describe('each person counts once', () => {
  it('by whichever account', async () => {
    const night = await aQuietNight({ policy: (text) => text.replace('slack: U02BOB', 'slack: [U02BOB, U08BOBPHONE]') });
    const phone = secondAccount(night, 'bob', 'bobphone');
    night.sandbox.setGroup('dba-leads', ['bob', 'bobphone']);
    const card = await aliceAsks(night, LEDGER);
    await approves(night.bob, card);
    await night.alice.windowSays(/1 of 2/);
    await approves(phone, card);
    await phone.ephemeralSays(APPROVALS, /You approved this already.*Each person counts once: 1 more has to\./s);
    expect(await night.grants()).toEqual([]);
    await approves(night.carol, card);
    await night.alice.windowSays(/🔓 ledger-db until/);
  });

  it('two accounts of one person are one that can be asked', async () => {
    const night = await aQuietNight({
      policy: (text) =>
        text.replace('slack: U02BOB', 'slack: [U02BOB, U08BOBPHONE]').replace('security: [carol]', 'security: [bob]'),
    });
    secondAccount(night, 'bob', 'bobphone');
    night.sandbox.setGroup('dba-leads', ['bob', 'bobphone']);
    await night.alice.types(CHANNEL, `/unlock ${LEDGER}`);
    await night.alice.windowSays(/ledger-db needs a yes from 2 others, and only Bob can give one\./);
  });
});

describe('Slack can’t say who is in the group', () => {
  it.each(['no-plan', 'rate-limited'] as const)('when Alice asks (%s): nobody is asked, and she is told why', async (lookUp) => {
    const night = await aQuietNight();
    night.sandbox.slack.groupLookUp = lookUp;
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    const window = await night.alice.windowSays(/Slack .*, so I can't tell who may approve\./);
    expect(buttonsOf(window)).toEqual(['Try again', 'Break glass', 'Why?']);
    expect(await kindsOf(night)).toEqual(['refused']);
    night.sandbox.slack.groupLookUp = 'up';
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/Asked Bob and Carol/);
  });

  it('but enough others are named: those are asked', async () => {
    const night = await aQuietNight();
    night.sandbox.slack.groupLookUp = 'no-plan';
    await night.alice.types(CHANNEL, '/unlock db-prod break-glass because replica lag');
    await night.alice.windowSays(/Asked Carol\./);
  });

  it.each(['no-plan', 'rate-limited'] as const)(
    'at the click (%s): nothing is approved, and one more click does',
    async (lookUp) => {
      const night = await aQuietNight();
      const card = await aliceAsks(night);
      night.sandbox.slack.groupLookUp = lookUp;
      await approves(night.bob, card);
      await night.bob.ephemeralSays(
        APPROVALS,
        /Slack .*, so I can't tell who may approve\..*So nothing was approved\. Click once more/s,
      );
      await expectNoYes(night);
      night.sandbox.slack.groupLookUp = 'up';
      await approves(night.bob, card);
      await night.alice.windowSays(/🔓 db-prod until/);
    },
  );
});
