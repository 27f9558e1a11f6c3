import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const HARDLY_ANY_GRACE = (text: string) => text.replace('  showFor: 60s\n', '  showFor: 60s\n  graceAfterResolve: 1s\n');

/** Alice unlocked db-prod in INC-42, for longer than it will take. */
async function unlocked(options: Parameters<typeof aNight>[0] = {}): Promise<Night> {
  const night = await aNight(options);
  await night.alice.types(INCIDENT, '/unlock db-prod for 3h');
  await night.alice.windowSays(/until/);
  return night;
}

/** PagerDuty's webhooks are taken and worked off, and two seconds pass. */
async function told(night: Night): Promise<void> {
  await night.sandbox.pagerDuty.webhooks.idle();
  await night.bot.tick();
  await night.sandbox.clock.advance('PT2S');
  await night.bot.tick();
}

describe('resolved means locked', () => {
  it('once PagerDuty tells: the holder hears until when, and after the grace it is locked', async () => {
    const night = await unlocked({ webhooks: true });
    night.resolveIncident(42);
    await told(night);
    await night.alice.directMessageSays(/INC-42 is resolved: db-prod locks at/);
    await night.alice.windowSays(/INC-42 is over/);
    expect(await night.grants()).toMatchObject([{ state: 'active', ends_because: 'incident' }]);
    await night.sandbox.clock.advance('PT15M');
    await night.bot.tick();
    await night.alice.windowSays(/after INC-42 was over/);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });

  it('what is shown is taken off the screen when it locks', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    night.resolveIncident(42);
    await told(night);
    await night.alice.directMessageSays(/INC-42 is resolved: db-prod (is locked|locks at)/);
    const { text } = await night.alice.windowSays(/after INC-42 was over/);
    expect(text).not.toContain(CANARY);
    expect(await night.rows('SELECT state FROM reveals')).toEqual([{ state: 'wiped' }]);
  });

  it('within a minute where PagerDuty tells nobody', async () => {
    const night = await unlocked({ policy: HARDLY_ANY_GRACE });
    night.resolveIncident(42);
    await night.sandbox.clock.advance('PT61S');
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });

  it('reopened revives nothing, and lets people ask again', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    night.resolveIncident(42);
    await told(night);
    await night.alice.windowSays(/after INC-42 was over/);
    await night.alice.closesWindow();
    night.sandbox.pagerDuty.setIncident(42, 'triggered');
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'ended' }]);
    await night.alice.types(INCIDENT, '/unlock db-prod for 3h');
    await night.alice.windowSays(/until/);
    await told(night);
    expect((await night.grants()).map(({ state }) => state)).toEqual(['ended', 'active']);
  });

  it('resolved is told after reopened: what is open stays', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    const { pagerDuty } = night.sandbox;
    pagerDuty.webhooks.hold();
    night.resolveIncident(42);
    pagerDuty.setIncident(42, 'triggered');
    await pagerDuty.webhooks.release('the other way round');
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('merged into another incident is resolved', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    const other = night.sandbox.pagerDuty.openIncident('Disk full', 'PSVC123');
    night.sandbox.pagerDuty.mergeIncident(42, other.number);
    await told(night);
    await night.alice.windowSays(/after INC-42 was over/);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });

  it('deleted is over within a minute: PagerDuty tells nobody of that', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    night.sandbox.pagerDuty.deleteIncident(42);
    await night.sandbox.clock.advance('PT61S');
    await told(night);
    await night.alice.directMessageSays(/INC-42 was deleted: db-prod (is locked|locks at)/);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });

  it('moved to a service that does not concern it is over for it; to one that does, not', async () => {
    const night = await unlocked({ webhooks: true });
    night.sandbox.pagerDuty.moveIncident(42, 'PCHECKOUT');
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'active', ends_because: 'asked' }]);
    night.sandbox.pagerDuty.moveIncident(42, 'PPAY456');
    await told(night);
    await night.alice.directMessageSays(/INC-42 went to Payments: db-prod locks at/);
    expect(await night.grants()).toMatchObject([{ state: 'active', ends_because: 'incident' }]);
    expect((await night.audited()).at(-1)).toMatchObject({ kind: 'grant-shortened', about: { movedTo: { id: 'PPAY456' } } });
  });

  it('acknowledged and reassigned change nothing of what is open', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    night.sandbox.pagerDuty.setIncident(42, 'acknowledged');
    night.sandbox.pagerDuty.reassignIncident(42, ['PBOB002']);
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'active', ends_because: 'asked' }]);
  });

  it('resolved while PagerDuty does not answer locks nothing early, and at once when it answers', async () => {
    const night = await unlocked({ webhooks: true, policy: HARDLY_ANY_GRACE });
    night.sandbox.pagerDuty.mode = 'error-502';
    night.resolveIncident(42);
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
    night.sandbox.pagerDuty.heal();
    await night.sandbox.clock.advance('PT61S');
    await told(night);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });
});

describe('what was given in an incident is told in its channel', () => {
  const ID = 'C0INC42B';

  /** INC-42 has a channel in which Alice saw the values. */
  async function seenInChannel(): Promise<Night> {
    const night = await aNight({ webhooks: true });
    await night.sandbox.slack.channels.create({ id: ID, name: 'inc-42-latency', by: 'alice', members: ['bob'] });
    await night.sandbox.channel(ID).says('INC-42 · Checkout latency');
    await night.alice.types(ID, '/unlock db-prod for 3h because replica lag');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    return night;
  }

  const messages = (night: Night) => night.sandbox.channel(ID).messages();

  it('with who, what, when, why and reads, in the thread of its panel; and PagerDuty gets a note once all is locked', async () => {
    const night = await seenInChannel();
    night.resolveIncident(42);
    await told(night);
    await night.sandbox.channel(ID).says(/Access record of INC-42/);
    await night.sandbox.clock.advance('PT15M');
    await told(night);
    const record = await night.sandbox.channel(ID).says(/Access record of INC-42.*Alice.*db-prod.*replica lag/s);
    const panel = messages(night).find(({ text }) => text.includes('INC-42 · Checkout latency'));
    expect(messages(night).filter(({ text }) => text.includes('Access record of INC-42'))).toHaveLength(1);
    expect(record).toMatchObject({ threadTs: panel?.ts });
    await night.sandbox.pagerDuty.state.changes.until(
      () => [...night.sandbox.pagerDuty.state.incidents.values()].find(({ notes }) => notes.length > 0),
      () => 'no note on the timeline',
    );
    const [note, ...others] = night.sandbox.pagerDuty.state.incidents.get('PINC042')?.notes ?? [];
    expect(note?.content).toMatch(/Alice.*db-prod/s);
    expect(others).toEqual([]);
    expect(JSON.stringify([record, note])).not.toContain(CANARY);
  });

  it('reopened, the panel unlocks again, and what was told stays one message', async () => {
    const night = await seenInChannel();
    night.resolveIncident(42);
    await told(night);
    await night.sandbox.channel(ID).says(/Resolved/);
    night.sandbox.pagerDuty.setIncident(42, 'triggered');
    await told(night);
    await night.sandbox.channel(ID).says(/Triggered/);
    await night.alice.closesWindow();
    night.resolveIncident(42);
    await told(night);
    await night.sandbox.channel(ID).says(/Resolved/);
    expect(messages(night).filter(({ text }) => text.includes('Access record of INC-42'))).toHaveLength(1);
  });
});
