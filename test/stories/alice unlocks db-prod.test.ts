import { describe, expect, it } from 'vitest';
import { aNight } from './a-night.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const INCIDENT = 'inc-42-checkout-latency';

describe('Alice, on call, in the incident channel', () => {
  it('unlocks db-prod, and the window, her direct message and the audit channel say so', async () => {
    const { alice, sandbox } = await aNight();
    await alice.types(INCIDENT, '/unlock db-prod because replica lag');
    const window = await alice.windowSays(/db-prod until \d\d:\d\d/);
    expect(window.buttons.map(({ text }) => text)).toEqual(['Show values', 'Extend', 'Give back']);
    await alice.directMessageSays(/db-prod until/);
    const card = await sandbox.channel('audit-access').says(/db-prod/);
    expect(card.text).toContain('Alice');
    expect(card.text).toContain('INC-42');
    expect(JSON.stringify(card.blocks)).not.toContain(CANARY);
  });

  it('sees the values after their reveal is recorded, and the window wipes itself', async () => {
    const night = await aNight();
    const { alice, bot, sandbox } = night;
    await alice.types(INCIDENT, '/unlock db-prod PGPASSWORD');
    await alice.windowSays(/until/);
    await alice.clicks('Show values');
    const secret = await alice.windowSays(CANARY);
    expect(secret.buttons).toEqual([]);
    expect(secret.notifyOnClose).toBe(false);
    expect(await night.audited()).toContainEqual(expect.objectContaining({ kind: 'revealed' }));
    await sandbox.clock.advance('PT61S');
    await bot.tick();
    const wiped = await alice.windowSays(/wiped/i);
    expect(wiped.text).not.toContain(CANARY);
    expect(wiped.buttons.map(({ text }) => text)).toContain('Read again');
  });

  it('gives back, and the open values are wiped at once', async () => {
    const { alice, bot } = await aNight();
    await alice.types(INCIDENT, '/unlock db-prod');
    await alice.windowSays(/until/);
    await alice.directMessageSays(/db-prod until/);
    await alice.clicks('Show values');
    await alice.windowSays(CANARY);
    await alice.clicksIn('direct', 'Give back');
    await bot.tick();
    const closed = await alice.windowSays(/Closed\. You saw/);
    expect(closed.text).not.toContain(CANARY);
    expect(closed.text).toContain('They work until they are rotated');
    expect(closed.buttons.map(({ text }) => text)).toEqual(['Mark rotated']);
  });

  it('who gives back without having looked reads that no value was shown', async () => {
    const { alice } = await aNight();
    await alice.types(INCIDENT, '/unlock db-prod');
    await alice.windowSays(/until/);
    await alice.clicks('Give back');
    await alice.windowSays('Locked. No value was shown.');
    await alice.directMessageSays('Locked. No value was shown.');
  });

  it('asks again while her grant is open and gets the same one', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/until/);
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/You had this already/);
    await night.bot.tick();
    await night.alice.windowSays(/You had this already/);
    expect((await night.audited()).filter(({ kind }) => kind === 'access-granted')).toHaveLength(1);
  });

  it('sees in /grants what she holds and what was', async () => {
    const { alice } = await aNight();
    await alice.types(INCIDENT, '/grants');
    await alice.windowSays(/\/unlock/);
    await alice.closesWindow();
    await alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await alice.windowSays(/until/);
    await alice.closesWindow();
    await alice.types(INCIDENT, '/grants');
    const held = await alice.windowSays(/db-prod/);
    expect(held.text).toContain('replica lag');
    await alice.clicks('Show values');
    await alice.windowSays(CANARY);
    await alice.closesWindow();
    await alice.types(INCIDENT, '/grants');
    await alice.windowSays(/db-prod/);
    await alice.clicks('Give back');
    await alice.windowSays(/\/unlock/);
    await alice.closesWindow();
    await alice.types(INCIDENT, '/grants history 7d');
    await alice.windowSays(/given back/i);
  });
});
