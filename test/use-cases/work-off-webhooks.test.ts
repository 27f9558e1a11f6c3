import { describe, expect, test } from 'vitest';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import type { WebhookDelivery } from '../../src/ports/webhook-deliveries.ts';
import { workOffWebhooks } from '../../src/use-cases/work-off-webhooks.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';

type Fault = (incident: string) => Error | undefined;

/** A night whose policy names the service PSVC123 alone, and what was applied in it. */
async function aNightOfWebhooks() {
  const night = await aQuietNight();
  const applied: string[] = [];
  const state: { fault: Fault } = { fault: () => undefined };
  const applyIncident = async (id: string) => {
    const fault = state.fault(id);
    if (fault) throw fault;
    applied.push(id);
  };
  return { night, applied, state, workOff: () => workOffWebhooks({ ...night, applyIncident }) };
}

let keys = 0;
const accept = (night: Night, given: Partial<WebhookDelivery> = {}) => {
  keys += 1;
  const delivery = { key: `k${keys}`, event: 'incident.resolved', incidentId: 'Q42', serviceId: 'PSVC123', occurredAt: START };
  return night.webhookDeliveries.accept({ ...delivery, ...given });
};

const waiting = (night: Night) => night.webhookDeliveries.claim(100, 0).then((due) => due.map(({ incidentId }) => incidentId));
const said = (night: Night) => night.log.lines.map(({ level, event }) => `${level} ${event}`);
const away = () => new SourceUnavailable('PagerDuty', 'timeout');

describe('webhooks that are due', () => {
  test('are worked off, once, by reading their incident', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    await accept(night);
    expect(await workOff()).toBe(true);
    expect(await workOff()).toBe(false);
    expect(applied).toEqual(['Q42']);
  });

  test('that tell of one incident, in whatever order, are one reading', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    await accept(night, { event: 'incident.resolved', occurredAt: START });
    await accept(night, { event: 'incident.triggered', occurredAt: START.subtract({ minutes: 9 }) });
    await accept(night, { incidentId: 'Q43' });
    await workOff();
    expect(applied.toSorted()).toEqual(['Q42', 'Q43']);
  });

  test('are all worked off, however many came', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    for (let n = 0; n < 130; n += 1) await accept(night, { incidentId: `Q${n}` });
    await workOff();
    expect(new Set(applied).size).toBe(130);
    expect(await waiting(night)).toEqual([]);
  });
});

describe('whose incidents are read', () => {
  const elsewhere = { incidentId: 'QELSEWHERE', serviceId: 'PELSEWHERE' };

  test('one of a service that no resource names is left, with a line', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    await accept(night, elsewhere);
    await workOff();
    expect([applied, await waiting(night), said(night)]).toEqual([[], [], ['info webhook of no resource']]);
  });

  test('one that went to such a service is read, where it was read before', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    const kept = { ...anIncident({ id: 'QELSEWHERE' }), readAt: START };
    await night.tx((tx) => tx.incidents.keep(kept));
    await accept(night, elsewhere);
    await workOff();
    expect(applied).toEqual(['QELSEWHERE']);
  });

  test('one that went to such a service is read, where a grant is open in it', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    const { terms } = await opened(night, { resource: 'other' });
    const incident = { id: 'QELSEWHERE', number: 7, title: 'Replica lag' };
    await opened(night, { incident, terms: { ...terms, endsWithIncident: true } });
    await accept(night, elsewhere);
    await workOff();
    expect(applied).toEqual(['QELSEWHERE']);
  });

  test('one that names no service is read', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    await night.webhookDeliveries.accept({ key: 'bare', event: 'incident.resolved', incidentId: 'Q44', occurredAt: START });
    await workOff();
    expect(applied).toEqual(['Q44']);
  });

  test('any is, while a resource names any service, and while there is no policy', async () => {
    const { night, applied, workOff } = await aNightOfWebhooks();
    const [resource] = aPolicy().resources.values();
    if (!resource) throw new Error('no resource');
    night.hold(aPolicy({ resources: new Map([['db-prod', { ...resource, services: 'any' }]]) }));
    await accept(night, elsewhere);
    await workOff();
    night.hold(undefined);
    await accept(night, { ...elsewhere, incidentId: 'Q45' });
    await workOff();
    expect(applied).toEqual(['QELSEWHERE', 'Q45']);
  });
});

describe('a source that does not answer', () => {
  test('is asked again, at first soon, then each minute, and said once', async () => {
    const { night, applied, state, workOff } = await aNightOfWebhooks();
    state.fault = away;
    await accept(night);
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await workOff();
      await night.clock.advance({ seconds: seconds - 1 });
      expect(await waiting(night)).toEqual([]);
      await night.clock.advance({ seconds: 1 });
    }
    state.fault = () => undefined;
    await workOff();
    expect(applied).toEqual(['Q42']);
    expect(said(night)).toEqual(['warn webhook waits for its source']);
  });

  test('about one incident keeps no other from being worked off', async () => {
    const { night, applied, state, workOff } = await aNightOfWebhooks();
    state.fault = (id) => (id === 'Q42' ? away() : undefined);
    await accept(night);
    await accept(night, { incidentId: 'Q43' });
    await workOff();
    expect(applied).toEqual(['Q43']);
  });

  test('for a day is given up, with a line', async () => {
    const { night, state, workOff } = await aNightOfWebhooks();
    state.fault = away;
    await accept(night);
    await night.clock.advance({ hours: 23, minutes: 59 });
    await workOff();
    await night.clock.advance({ minutes: 1 });
    await workOff();
    await night.clock.advance({ hours: 1 });
    expect(await waiting(night)).toEqual([]);
    expect(said(night)).toEqual(['warn webhook waits for its source', 'error webhook given up']);
  });
});

describe('what else goes wrong', () => {
  test('a fault of our own about one incident is told, and tried again', async () => {
    const { night, applied, state, workOff } = await aNightOfWebhooks();
    state.fault = (id) => (id === 'Q42' ? new TypeError('odd') : undefined);
    await accept(night);
    await accept(night, { incidentId: 'Q43' });
    await workOff();
    expect([applied, said(night)]).toEqual([['Q43'], ['error webhook not worked off']]);
    await night.clock.advance({ seconds: 1 });
    expect(await waiting(night)).toEqual(['Q42']);
  });

  test('what a database that went away left comes again when its lease is over', async () => {
    const { night, applied, state, workOff } = await aNightOfWebhooks();
    state.fault = () => new StoreUnavailable();
    await accept(night);
    await expect(workOff()).rejects.toBeInstanceOf(StoreUnavailable);
    state.fault = () => undefined;
    await workOff();
    expect(applied).toEqual([]);
    await night.clock.advance({ seconds: 60 });
    await workOff();
    expect(applied).toEqual(['Q42']);
  });
});
