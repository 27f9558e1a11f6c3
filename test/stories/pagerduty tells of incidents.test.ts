import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** Alice holds db-prod for INC-42, and no job runs: whatever happens now, a webhook made it happen. */
async function aGrantInAnIncident(): Promise<Night> {
  const night = await aNight({ webhooks: true });
  await night.alice.types(INCIDENT, '/unlock db-prod for 3h');
  await night.alice.windowSays(/until/);
  await night.bot.pauseJobs();
  return night;
}

const webhooks = (night: Night) => night.sandbox.pagerDuty.webhooks;
const entries = async (night: Night, kind: string) => (await night.audited()).filter((entry) => entry.kind === kind);
const readings = (night: Night) => night.sandbox.pagerDuty.requests.filter(({ path }) => /^\/incidents\/\w+$/.test(path)).length;
const workedOff = (night: Night, count: number) =>
  expect
    .poll(async () => (await night.rows('SELECT key FROM webhook_deliveries WHERE worked_off_at IS NOT NULL')).length)
    .toBe(count);

describe('PagerDuty tells the bot what becomes of an incident', () => {
  it('resolved: her grant ends after the grace, and she sees so at once', async () => {
    const night = await aGrantInAnIncident();
    night.resolveIncident(42);
    await expect.poll(() => night.grants()).toMatchObject([{ state: 'active', ends_because: 'incident' }]);
    await night.alice.windowSays(/INC-42 is over/);
    await night.sandbox.clock.advance('PT15M');
    await night.bot.tick();
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'incident-resolved' }]);
  });

  it('merged into another: as resolved', async () => {
    const night = await aGrantInAnIncident();
    const other = night.sandbox.pagerDuty.openIncident('Checkout is slow everywhere', 'PSVC123');
    night.sandbox.pagerDuty.mergeIncident(42, other.number);
    await expect.poll(() => night.grants()).toMatchObject([{ ends_because: 'incident' }]);
  });

  it('gone by the time it is looked at: as resolved then', async () => {
    const night = await aGrantInAnIncident();
    webhooks(night).hold();
    night.sandbox.pagerDuty.setIncident(42, 'acknowledged');
    night.sandbox.pagerDuty.deleteIncident(42);
    await webhooks(night).release();
    await expect.poll(() => night.grants()).toMatchObject([{ ends_because: 'incident' }]);
  });

  it('moved to a service that db-prod does not name: it concerns db-prod no more', async () => {
    const night = await aGrantInAnIncident();
    night.sandbox.pagerDuty.moveIncident(42, 'PPAY456');
    await expect.poll(() => night.grants()).toMatchObject([{ ends_because: 'incident' }]);
  });

  it('acknowledged and reassigned: nothing ends', async () => {
    const night = await aGrantInAnIncident();
    night.sandbox.pagerDuty.setIncident(42, 'acknowledged');
    night.sandbox.pagerDuty.reassignIncident(42, ['PBOB002']);
    await workedOff(night, 2);
    expect(await night.grants()).toMatchObject([{ state: 'active', ends_because: 'asked' }]);
  });

  it('in the wrong order: what the incident is now counts', async () => {
    const night = await aGrantInAnIncident();
    webhooks(night).hold();
    night.sandbox.pagerDuty.setIncident(42, 'acknowledged');
    night.resolveIncident(42);
    await webhooks(night).release('the other way round');
    await workedOff(night, 2);
    expect(await night.grants()).toMatchObject([{ ends_because: 'incident' }]);
    expect(await entries(night, 'grant-shortened')).toHaveLength(1);
  });

  it('of an incident that no resource is concerned by: nobody asks after it', async () => {
    const night = await aGrantInAnIncident();
    const before = readings(night);
    night.sandbox.pagerDuty.state.services.set('POTHER7', { id: 'POTHER7', name: 'Elsewhere', policy: 'PEP2' });
    night.sandbox.pagerDuty.openIncident('Something else', 'POTHER7');
    await workedOff(night, 1);
    expect(readings(night)).toBe(before);
    expect(night.logged()).toContain('webhook of no resource');
  });
});

/** PagerDuty told of INC-42 once, and it was read. */
async function afterOneDelivery() {
  const night = await aGrantInAnIncident();
  night.sandbox.pagerDuty.setIncident(42, 'acknowledged');
  await workedOff(night, 1);
  const [honest] = webhooks(night).sent;
  if (!honest) throw new Error('nothing was sent');
  return { night, honest, before: readings(night) };
}

describe('what somebody else sends', () => {
  it('is refused where it is forged, and nothing is looked at', async () => {
    const { night, honest, before } = await afterOneDelivery();
    const body = honest.body.replaceAll('acknowledged', 'resolved');
    expect(await webhooks(night).replay(honest, { body })).toBe(401);
    expect(await webhooks(night).post(honest.url, { 'content-type': 'application/json' }, honest.body)).toBe(401);
    const signature = webhooks(night).signature(body, 'a-secret-that-is-not-ours');
    expect(await webhooks(night).replay(honest, { body, headers: { 'x-pagerduty-signature': signature } })).toBe(401);
    expect(readings(night)).toBe(before);
  });

  it('is taken and left where it is a delivery that was kept, under whatever id', async () => {
    const { night, honest, before } = await afterOneDelivery();
    expect(await webhooks(night).replay(honest, { headers: { 'x-webhook-id': 'another' } })).toBe(202);
    await night.sandbox.clock.advance('PT50H');
    expect(await webhooks(night).replay(honest)).toBe(202);
    expect(readings(night)).toBe(before);
    expect(night.logged()).toContain('webhook left, too-old');
  });
});

it('a ping is answered, and the subscription stays on', async () => {
  const night = await aNight({ webhooks: true });
  const [subscription] = night.sandbox.pagerDuty.state.subscriptions.values();
  if (!subscription) throw new Error('there is no subscription');
  const ping = await webhooks(night).ping(subscription, night.sandbox.clock.now());
  expect([ping.statuses, subscription.temporarilyDisabled]).toEqual([[200], false]);
});
