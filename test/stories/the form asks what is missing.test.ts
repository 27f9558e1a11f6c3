import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

const ALL = ['Resource', 'Variables', 'For how long', 'Incident', 'Reason'];

const labels = ({ alice }: Night) => alice.window()?.inputs.map(({ label }) => label);
const held = ({ alice }: Night, label: string) => alice.window()?.inputs.find((input) => input.label === label)?.holds;

describe('the form', () => {
  it('opens for `/unlock` alone, asks step by step and gives what words would give', async () => {
    const night = await aNight();
    const { alice } = night;
    await alice.types(INCIDENT, '/unlock');
    await alice.windowSays('What to unlock');
    await alice.fills({ Resource: 'db-prod · Production database' });
    await expect.poll(() => labels(night)).toEqual([...ALL, 'In an emergency']);
    const incident = alice.window()?.inputs.find(({ label }) => label === 'Incident')?.options[0] ?? '';
    expect(incident).toContain('INC-42');
    await alice.fills({ Variables: ['PGPASSWORD'], 'For how long': '20m', Incident: incident, Reason: 'replica lag' });
    const form = alice.window();
    await alice.submits();
    expect((await alice.windowSays(/db-prod until/)).viewId).toBe(form?.viewId);
    await alice.directMessageSays(/db-prod until/);
    expect(await night.grants()).toMatchObject([{ resource: 'db-prod', variables: ['PGPASSWORD'], reason: 'replica lag' }]);
    expect((await night.audited()).filter(({ kind }) => kind === 'access-granted')).toHaveLength(1);
  });

  it('opens by the shortcut too, in no channel', async () => {
    const night = await aNight();
    await night.alice.usesShortcut('Unlock something');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-prod' });
    await night.alice.submits();
    await night.alice.windowSays(/db-prod until/);
    expect(await night.grants()).toHaveLength(1);
  });

  it('says what is wrong at its field, and records nothing for that', async () => {
    const night = await aNight();
    const before = await night.audited();
    await night.alice.types(INCIDENT, '/unlock');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-prod' });
    await expect.poll(() => labels(night)).toContain('Incident');
    for (const time of ['0m', '25h', 'soon']) {
      await night.alice.fills({ 'For how long': time });
      await night.alice.submits();
      expect(night.alice.window()?.errors).toEqual({ time: expect.stringContaining(`“${time}”`) });
    }
    expect(await night.audited()).toEqual(before);
    await night.alice.fills({ 'For how long': '20m' });
    await night.alice.submits();
    await night.alice.windowSays(/db-prod until/);
  });

  it('asks for the reason that a rule wants, with all that was typed already in it', async () => {
    // In an incident its title would be the reason.
    const policy = (text: string) => text.replace('        grant: { default: 30m, atMost: 1h }', '        reason: required');
    const night = await aNight({ policy });
    await night.alice.types(INCIDENT, '/unlock db-replica DATABASE_URL_RO for 20m');
    const form = await night.alice.windowSays('db-replica needs a reason.');
    expect([held(night, 'Variables'), held(night, 'For how long')]).toEqual([['DATABASE_URL_RO'], '20m']);
    await night.alice.fills({ Reason: 'replica lag' });
    await night.alice.submits();
    expect((await night.alice.windowSays(/db-replica until/)).viewId).toBe(form.viewId);
    expect(await night.grants()).toMatchObject([{ resource: 'db-replica', reason: 'replica lag' }]);
  });

  it('lets the incident be typed when PagerDuty does not answer, and tries again with all of it', async () => {
    const night = await aNight();
    night.sandbox.pagerDuty.failNext(/./, 500, 40);
    await night.alice.types(INCIDENT, '/unlock');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-prod' });
    await night.alice.windowSays("PagerDuty didn't answer");
    await night.alice.fills({ Incident: '42', Reason: 'replica lag' });
    await night.alice.submits();
    await night.alice.windowSays("so I can't tell whether");
    night.sandbox.pagerDuty.heal();
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/db-prod until/);
    expect(await night.grants()).toMatchObject([{ reason: 'replica lag' }]);
  });
});

describe('break glass', () => {
  const asked = ({ rows }: Night) => rows('SELECT state, break_glass, reason, time FROM requests ORDER BY made_at');
  const waiting = { state: 'pending', break_glass: true, reason: 'pager is down' };

  it('is asked for by its box, for resources that know it', async () => {
    const night = await aNight();
    await night.bob.types(INCIDENT, '/unlock');
    await night.bob.windowSays('What to unlock');
    await night.bob.fills({ Resource: 'db-replica' });
    await night.bob.windowSays('Reason');
    expect(night.bob.window()?.inputs.map(({ label }) => label)).not.toContain('In an emergency');
    await night.bob.fills({ Resource: 'db-prod' });
    await night.bob.windowSays('In an emergency');
    await night.bob.fills({ 'In an emergency': ['break-glass'], Reason: 'pager is down' });
    await night.bob.submits();
    await expect.poll(() => asked(night)).toMatchObject([waiting]);
  });

  it('is a button on a refusal, and asks for all that was in the form', async () => {
    const night = await aNight();
    await night.bob.usesShortcut('Unlock something');
    await night.bob.windowSays('What to unlock');
    await night.bob.fills({ Resource: 'db-prod' });
    await night.bob.windowSays('Reason');
    await night.bob.fills({ 'For how long': '10m', Reason: 'pager is down' });
    await night.bob.submits();
    await night.bob.windowSays(/You're not on call/);
    await night.bob.clicks('Break glass');
    await expect.poll(() => asked(night)).toMatchObject([{ ...waiting, time: expect.objectContaining({ kind: 'for' }) }]);
  });
});

describe('who is not a full member', () => {
  it('gets the one sentence by the shortcut and by a form', async () => {
    const night = await aNight();
    const dave = night.sandbox.as('dave');
    await dave.usesShortcut('Unlock something');
    await dave.windowSays('This works only for full members of this workspace.');
    await night.alice.usesShortcut('Unlock something');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-prod' });
    await night.sandbox.slack.changePerson('alice', { guest: true }, { silently: true });
    await night.alice.submits();
    await night.alice.windowSays('This works only for full members of this workspace.');
    expect(await night.grants()).toEqual([]);
  });
});

it('a form sent off six times, to two bots, opens one grant', async () => {
  const night = await aNight();
  const other = await night.secondBot();
  await night.alice.types(INCIDENT, '/unlock');
  await night.alice.windowSays('What to unlock');
  await night.alice.fills({ Resource: 'db-prod' });
  await night.alice.windowSays('Reason');
  const sent = await night.alice.submits({}, { to: 'http://127.0.0.1:9' });
  const { deliver } = night.sandbox.slack;
  const urls = [night.bot.url, other.url, night.bot.url, other.url, night.bot.url, other.url];
  const answers = await Promise.all(urls.map((url) => deliver.replay(sent!.delivery, url)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  await Promise.all([night.bot.stop(), other.stop()]);
  expect(await night.grants()).toHaveLength(1);
  expect((await night.audited()).filter(({ kind }) => kind === 'access-granted')).toHaveLength(1);
});
