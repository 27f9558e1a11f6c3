import { describe, expect, test } from 'vitest';
import { pagerDutyClient } from '../../src/adapters/on-call/pagerduty/client.ts';
import { pagerDutyTimeline } from '../../src/adapters/on-call/pagerduty/timeline.ts';
import { Secret } from '../../src/domain/secret.ts';
import { aPagerDutyWorld } from '../contracts/a-pagerduty-world.ts';
import { aVendorServer } from './a-vendor-server.ts';

const TEXT = 'Nightlatch: what was unlocked for INC-42 is locked.\n- Alice: db-prod';
const AGENT = { type: 'service_reference', id: 'PSVC123', summary: 'Checkout' } as const;

/** PagerDuty with INC-42, and its timeline in the name of that address. */
async function aTimeline(from = 'carol@example.com') {
  const world = await aPagerDutyWorld();
  const { state } = world.sandbox.pagerDuty;
  const at = world.sandbox.clock.now();
  const incident = state.openIncident({ id: 'PINC42', number: 42, title: 'Replica lag', service: 'PSVC123', opener: AGENT, at });
  return Object.assign(world, { incident, timeline: pagerDutyTimeline(world.client, from) });
}

describe('a note on the timeline', () => {
  test('stands there once, however often it is added, in the name of whose address it is', async () => {
    await using world = await aTimeline();
    for (let times = 0; times < 3; times += 1) expect(await world.timeline.addNote('PINC42', TEXT)).toBe('there');
    expect(world.incident.notes).toMatchObject([{ content: TEXT, user: 'PCAROL3' }]);
  });

  test('that differs from what stands there is one more', async () => {
    await using world = await aTimeline();
    await world.timeline.addNote('PINC42', TEXT);
    await world.timeline.addNote('PINC42', `${TEXT}\n- Bob: db-prod`);
    expect(world.incident.notes).toHaveLength(2);
  });

  test('on an incident that is not there any more is nobody’s to add', async () => {
    await using world = await aTimeline();
    expect(await world.timeline.addNote('PGONE', TEXT)).toBe('gone');
    expect(await world.timeline.addNote('../users', TEXT)).toBe('gone');
  });

  test('by an address that nobody has there is refused, and so it is told', async () => {
    await using world = await aTimeline('nobody@example.com');
    await expect(world.timeline.addNote('PINC42', TEXT)).rejects.toMatchObject({ name: 'SourceUnavailable', kind: 'shape' });
    expect(world.incident.notes).toEqual([]);
  });

  test('whose answer was lost is not sent again before it was looked for', async () => {
    const sent: string[] = [];
    await using server = await aVendorServer((request, response) => {
      sent.push(`${request.method} ${request.url}`);
      if (request.method === 'POST') return response.destroy();
      const notes = sent.some((call) => call.startsWith('POST')) ? [{ content: TEXT.replace('\n', '\r\n ') }] : [];
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ notes }));
    });
    const timeline = pagerDutyTimeline(pagerDutyClient({ token: new Secret('t'), url: server.url }), 'carol@example.com');
    await expect(timeline.addNote('PINC42', TEXT)).rejects.toMatchObject({ name: 'SourceUnavailable', kind: 'network' });
    expect(await timeline.addNote('PINC42', TEXT)).toBe('there');
    const path = '/incidents/PINC42/notes';
    expect(sent).toEqual([`GET ${path}`, `POST ${path}`, `GET ${path}`]);
  });
});
