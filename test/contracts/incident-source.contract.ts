import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import type { IncidentSource } from '../../src/ports/incident-source.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** An incident source in a world that a test arranges. */
export interface IncidentWorld extends AsyncDisposable {
  source: IncidentSource;
  given(incident: Incident): void;
  goesDown(): void;
}

const at = (text: string) => Temporal.Instant.from(text);
const checkout = { id: 'PSVC123', name: 'Checkout' };
const latency: Incident = {
  id: 'PINC042',
  number: 42,
  title: 'Checkout latency above 2 s',
  status: 'triggered',
  urgency: 'high',
  service: checkout,
  openedAt: at('2026-03-02T03:00:00Z'),
};
const lag: Incident = { ...latency, id: 'PINC043', number: 43, title: 'Replica lag', openedAt: at('2026-03-02T03:10:00Z') };

/** What every IncidentSource keeps. */
export function incidentSourceContract(name: string, makeWorld: () => Promise<IncidentWorld>): void {
  describe(`${name} as an incident source`, () => {
    test('says that none is open where none is', async () => {
      await using world = await makeWorld();
      expect(await world.source.openIncidents(['PSVC123'])).toEqual([]);
    });

    test('gives triggered and acknowledged incidents, the newest first', async () => {
      await using world = await makeWorld();
      world.given(latency);
      world.given({ ...lag, status: 'acknowledged' });
      const open = await world.source.openIncidents(['PSVC123']);
      expect(open).toEqual([{ ...lag, status: 'acknowledged' }, latency]);
    });

    test('leaves resolved ones out of the open ones, and says since when by id', async () => {
      await using world = await makeWorld();
      const resolved: Incident = { ...latency, status: 'resolved', resolvedAt: at('2026-03-02T04:00:00Z') };
      world.given(resolved);
      expect(await world.source.openIncidents(['PSVC123'])).toEqual([]);
      expect(await world.source.incidentById('PINC042')).toEqual(resolved);
    });

    test('gives those of the services that were asked for, of all with any, of none with none', async () => {
      await using world = await makeWorld();
      world.given(latency);
      world.given({ ...lag, service: { id: 'PPAY456', name: 'Payments' } });
      const numbers = async (services: readonly string[] | 'any') =>
        (await world.source.openIncidents(services)).map((incident) => incident.number);
      expect(await numbers(['PSVC123'])).toEqual([42]);
      expect(await numbers(['PSVC123', 'PPAY456'])).toEqual([43, 42]);
      expect(await numbers('any')).toEqual([43, 42]);
      expect(await numbers([])).toEqual([]);
    });

    test('names the person who opened it, and nobody when a monitor did', async () => {
      await using world = await makeWorld();
      world.given(latency);
      world.given({ ...lag, openedBy: { id: 'PALICE1', name: 'Alice' } });
      const open = await world.source.openIncidents(['PSVC123']);
      expect(open.map((incident) => incident.openedBy)).toEqual([{ id: 'PALICE1', name: 'Alice' }, undefined]);
      expect((await world.source.incidentById('PINC043'))?.openedBy).toEqual({ id: 'PALICE1', name: 'Alice' });
    });

    test('gives one that has been open for three months', async () => {
      await using world = await makeWorld();
      world.given({ ...latency, openedAt: at('2025-12-02T03:00:00Z') });
      expect(await world.source.openIncidents(['PSVC123'])).toHaveLength(1);
    });

    test('gives all of a list of 130', async () => {
      await using world = await makeWorld();
      for (let nth = 0; nth < 130; nth += 1) world.given({ ...latency, id: `PINC9${nth}`, number: 900 + nth });
      expect(await world.source.openIncidents(['PSVC123'])).toHaveLength(130);
    });

    test('knows no incident by an id that there is not', async () => {
      await using world = await makeWorld();
      expect(await world.source.incidentById('PNOTHING')).toBeUndefined();
    });

    test('throws SourceUnavailable when it cannot answer', async () => {
      await using world = await makeWorld();
      world.given(latency);
      world.goesDown();
      await expect(world.source.openIncidents(['PSVC123'])).rejects.toBeInstanceOf(SourceUnavailable);
      await expect(world.source.incidentById('PINC042')).rejects.toBeInstanceOf(SourceUnavailable);
    });
  });
}
