import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const APPROVALS = 'access-approvals';
const NO = { deny_reason: { deny_reason: { type: 'plain_text_input', value: 'use the replica' } } };

/** A night without an incident, on which Alice has asked for db-prod. */
async function aNightOfAsking(): Promise<Night> {
  const night = await aNight();
  for (const { number } of night.sandbox.pagerDuty.state.incidents.values()) night.resolveIncident(number);
  await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
  await night.alice.windowSays(/^Asked .*You can close this window/m);
  return night;
}

describe('Alice, on call without an incident, asks', () => {
  it('and Bob says yes: the card, her window and her direct messages say so, and she sees the values', async () => {
    const { alice, bob, carol, sandbox } = await aNightOfAsking();
    const card = await sandbox.channel(APPROVALS).says('Alice wants db-prod for 30 min');
    expect(card.buttons.map(({ text }) => text)).toEqual(['Approve', 'Deny', 'Approve for 15m', 'Details']);
    await alice.directMessageSays("I'll write to you when they have answered.");
    await alice.clicksIn(APPROVALS, 'Approve');
    await alice.ephemeralSays(APPROVALS, 'Somebody else has to approve this.');
    await bob.clicksIn(APPROVALS, 'Approve for 15m');
    const granted = await sandbox.channel(APPROVALS).says(/🔓 db-prod until .*Approved by Bob at/s);
    expect(granted.ts).toBe(card.ts);
    expect(granted.text).toContain('for 15 min at most');
    const window = await alice.windowSays(/🔓 db-prod until/);
    expect(window.buttons.map(({ text }) => text)).toContain('Show values');
    await alice.directMessageSays(/^Approved by Bob at/);
    await carol.forgesClick(card, {
      blockId: card.buttons[0]?.blockId ?? '',
      actionId: 'approve',
      forged: { value: card.buttons[0]?.value ?? '' },
    });
    await carol.ephemeralSays(APPROVALS, 'So nothing changed now.');
  });

  it('and Carol says no, and why: Alice reads it, and can ask again', async () => {
    const { alice, carol, sandbox } = await aNightOfAsking();
    await sandbox.channel(APPROVALS).says('Alice wants');
    await carol.clicksIn(APPROVALS, 'Deny');
    await carol.windowSays('Why not?');
    await carol.submits(NO);
    await carol.windowSays('Denied.');
    await alice.windowSays(/Denied by Carol at .*use the replica/s);
    await alice.directMessageSays('Your request for db-prod was denied by Carol.');
    await sandbox.channel(APPROVALS).says(/Denied by Carol at .*use the replica/s);
    await alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await alice.windowSays(/^Asked /m);
  });

  it('and Bob says yes while PagerDuty is away: it is given once PagerDuty is back', async () => {
    const { alice, bob, bot, sandbox } = await aNightOfAsking();
    await sandbox.channel(APPROVALS).says('Alice wants');
    sandbox.pagerDuty.failNext(/./, 500, 100);
    await bob.clicksIn(APPROVALS, 'Approve');
    await sandbox.channel(APPROVALS).says(/Approved by Bob at .* Waiting for PagerDuty, tried again until/);
    await alice.windowSays(/Approved by Bob at .* Waiting for PagerDuty/);
    sandbox.pagerDuty.heal();
    await sandbox.clock.advance('PT6S');
    await bot.tick();
    await alice.windowSays(/🔓 db-prod until/);
  });

  it('and takes it back, after a nudge', async () => {
    const { alice, sandbox } = await aNightOfAsking();
    await sandbox.channel(APPROVALS).says('Alice wants');
    await alice.clicks('Nudge');
    await alice.windowSays('Asked again at');
    await sandbox.channel(APPROVALS).says('Alice still waits for db-prod');
    await alice.clicks('Withdraw');
    await alice.windowSays('Withdrawn by you at');
    await sandbox.channel(APPROVALS).says(/^Withdrawn by Alice at/);
  });

  it('and nobody answers: it expires, and she is told', async () => {
    const { alice, bot, sandbox } = await aNightOfAsking();
    await sandbox.channel(APPROVALS).says('Alice wants');
    await sandbox.clock.advance('PT15M');
    await bot.tick();
    await sandbox.channel(APPROVALS).says(/^Expired at \d\d:\d\d: nobody answered/);
    await alice.directMessageSays('Nobody answered your request for db-prod in time.');
  });
});

it('who asks while the channel for approvals is gone is told so, and those asked are written to', async () => {
  const night = await aNight();
  night.sandbox.channel(APPROVALS).archive();
  for (const { number } of night.sandbox.pagerDuty.state.incidents.values()) night.resolveIncident(number);
  await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
  await night.alice.windowSays("I couldn't post in #access-approvals.");
  await night.bob.directMessageSays('Alice wants db-prod for 30 min');
  await night.bob.clicksIn('direct', 'Approve');
  await night.alice.windowSays(/🔓 db-prod until/);
});
