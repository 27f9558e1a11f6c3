import { pagerDutyIncidents } from '../../src/adapters/on-call/pagerduty/incidents.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { FakeIncidentSource } from '../fakes/fake-incident-source.ts';
import { aPagerDutyWorld } from './a-pagerduty-world.ts';
import { incidentSourceContract } from './incident-source.contract.ts';

incidentSourceContract('the fake', async () => {
  const source = new FakeIncidentSource();
  return {
    source,
    given: (incident) => source.put(incident),
    goesDown: () => source.fail('server'),
    async [Symbol.asyncDispose]() {},
  };
});

incidentSourceContract('PagerDuty', async () => {
  const { sandbox, client, ...world } = await aPagerDutyWorld();
  return { ...world, source: pagerDutyIncidents(client), given: (incident) => arrange(sandbox, incident) };
});

function arrange({ pagerDuty: { state } }: Sandbox, incident: Incident): void {
  const { id, number, title, openedBy, service, openedAt, resolvedAt } = incident;
  const monitor = { type: 'service_reference' as const, id: service.id, summary: service.name };
  const opener = openedBy ? { type: 'user_reference' as const, id: openedBy.id, summary: openedBy.name } : monitor;
  const opened = state.openIncident({ id, number, title, service: service.id, opener, at: openedAt });
  if (incident.status !== 'triggered') state.setStatus(opened, incident.status, resolvedAt ?? openedAt, monitor);
}
