import { describe, expect, it } from 'vitest';
import { aNight, CANARY } from './a-night.ts';
import { APPROVALS, aliceAsks, aQuietNight, buttonsOf, CHANNEL, denies } from './a-quiet-night.ts';

describe('Alice’s home tab', () => {
  it('shows what she can unlock, and Unlock opens the form for it', async () => {
    const night = await aNight();
    await night.alice.opensHome();
    const home = await night.alice.homeSays(/What there is to unlock/);
    expect(home.text).toMatch(/What you hold\nNothing right now\./);
    for (const name of ['db-prod · Production database', 'feature-flags', 'ledger-db', 'status-page'])
      expect(home.text).toContain(name);
    await night.alice.clicksInHome('Unlock');
    const form = await night.alice.windowSays(/Resource/);
    expect(form.inputs[0]?.holds).toContain('db-prod');
    await night.alice.fills({ Reason: 'replica lag' });
    await night.alice.submits();
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toMatchObject([{ resource: 'db-prod', reason: 'replica lag' }]);
  });

  it('shows what she holds as it is now: opened, read, extended, ended', async () => {
    const night = await aNight();
    await night.alice.opensHome();
    await night.alice.homeSays(/Nothing right now/);
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    const holds = await night.alice.homeSays(/What you hold\n🔓 db-prod until/);
    expect(holds.text).not.toMatch(/What there is to unlock.*db-prod/s);
    await night.alice.windowSays(/🔓/);
    await night.alice.closesWindow();
    await night.alice.clicksInHome('Show values');
    await night.alice.windowSays(CANARY);
    expect(JSON.stringify(night.alice.home()?.blocks)).not.toContain(CANARY);
    await night.alice.closesWindow();
    await night.alice.homeSays(/Shown 1 of 10 times/);
    await night.alice.clicksInHome('Extend');
    await night.alice.homeSays(/1 h in all/);
    await night.alice.clicksInHome('Give back');
    await night.alice.homeSays(/Nothing right now/);
  });

  it('empties when time ends what she holds', async () => {
    const night = await aNight();
    await night.alice.types(CHANNEL, '/unlock db-prod for 10m because replica lag');
    await night.alice.windowSays(/🔓/);
    await night.alice.opensHome();
    await night.alice.homeSays(/🔓 db-prod until/);
    await night.sandbox.clock.advance('PT10M');
    await night.bot.tick();
    await night.alice.homeSays(/Nothing right now/);
  });

  it('shows what she asked for while it waits, with Withdraw', async () => {
    const night = await aQuietNight();
    await night.alice.opensHome();
    await night.alice.homeSays(/What there is to unlock/);
    await aliceAsks(night);
    await night.alice.homeSays(/You asked for\ndb-prod for 30 min:\nreplica lag\nAsked Bob and Carol\. 0 of 1/);
    await night.alice.clicksInHome('Withdraw');
    await night.alice.homeSays(/^((?!You asked for).)*$/s);
    await night.sandbox.channel(APPROVALS).says(/Withdrawn by Alice/);
  });
});

describe('Bob’s home tab', () => {
  it('shows what waits for his yes, and Approve there opens it', async () => {
    const night = await aQuietNight();
    await night.bob.opensHome();
    await night.bob.homeSays(/What there is to unlock/);
    await aliceAsks(night);
    const home = await night.bob.homeSays(/Waiting for your yes\nAlice wants db-prod for 30 min:\nreplica lag/);
    expect(buttonsOf(home)).toEqual(expect.arrayContaining(['Approve', 'Deny', 'Details']));
    await night.bob.clicksInHome('Approve');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.bob.homeSays(/^((?!Waiting for your yes).)*$/s);
  });

  it('is emptied by another’s yes, and by another’s no', async () => {
    const night = await aQuietNight();
    await night.bob.opensHome();
    await aliceAsks(night);
    await night.bob.homeSays(/Waiting for your yes/);
    await night.carol.clicksIn(APPROVALS, 'Approve');
    await night.bob.homeSays(/^((?!Waiting for your yes).)*$/s);
    await night.alice.windowSays(/🔓/);
    await night.alice.closesWindow();
    await aliceAsks(night, 'ledger-db because month end');
    await night.bob.homeSays(/Waiting for your yes/);
    await denies(night, 'carol', 'No.');
    await night.bob.homeSays(/^((?!Waiting for your yes).)*$/s);
  });

  it('is emptied by his own yes where two are needed, and by time', async () => {
    const night = await aQuietNight();
    await night.bob.opensHome();
    await night.carol.opensHome();
    await aliceAsks(night, 'ledger-db because month end');
    await night.bob.homeSays(/Waiting for your yes/);
    await night.bob.clicksInHome('Approve');
    await night.bob.homeSays(/^((?!Waiting for your yes).)*$/s);
    await night.carol.homeSays(/Waiting for your yes.*1 of 2/s);
    await night.sandbox.clock.advance('PT15M');
    await night.bot.tick();
    await night.carol.homeSays(/^((?!Waiting for your yes).)*$/s);
  });

  it('has Deny, which asks why', async () => {
    const night = await aQuietNight();
    await night.bob.opensHome();
    await aliceAsks(night);
    await night.bob.homeSays(/Waiting for your yes/);
    await night.bob.clicksInHome('Deny');
    await night.bob.windowSays(/Why not/);
    await night.bob.fills({ deny_reason: 'Not tonight.' });
    await night.bob.submits();
    await night.alice.windowSays(/Denied by Bob.*Not tonight\./s);
  });
});

describe('outsiders', () => {
  it.each(['dave', 'erin'])('%s sees one sentence there, and a forged click does nothing', async (who) => {
    const night = await aQuietNight();
    const card = await aliceAsks(night);
    const outsider = night.sandbox.as(who);
    await outsider.opensHome();
    const home = await outsider.homeSays('This works only for full members of this workspace.');
    expect(home.buttons).toEqual([]);
    expect(home.text).not.toMatch(/db-prod|Alice/);
    const { value } = card.buttons[0]!;
    await outsider.forgesClick(home, { blockId: 'x', actionId: 'approve', forged: { value: value! } });
    await night.bot.tick();
    expect(await night.grants()).toEqual([]);
  });
});
