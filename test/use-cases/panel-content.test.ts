import { describe, expect, test } from 'vitest';
import type { OnCallSource } from '../../src/ports/on-call-source.ts';
import { latelyOnCall } from '../../src/use-cases/lately-on-call.ts';
import { panelContent } from '../../src/use-cases/panel-content.ts';
import { refreshPanels } from '../../src/use-cases/refresh-panels.ts';
import { aPolicy, aResource, aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { anIncident } from '../builders/an-incident.ts';
import {
  allDrawn,
  aNightInAChannel,
  anOnCallRule,
  becomes,
  IN_ROOM,
  openedInIncident,
  PANEL,
  RECORD,
  ROOM,
} from './a-night-in-a-channel.ts';
import { type Night, opened } from './a-quiet-night.ts';

async function panelOf(night: Night) {
  const content = await panelContent(night, ROOM);
  if (!content) throw new Error('no such panel');
  return content.panel;
}

describe('a panel', () => {
  test('shows the incident, the resources of its service, who is on call for them, and its open grants', async () => {
    const resources = [
      aResource({ name: 'any', services: 'any' }),
      aResource({ rules: [anOnCallRule(), anOnCallRule({ name: 'again' })] }),
      aResource({ name: 'other', services: ['POTHER'], rules: [anOnCallRule({ when: { onCall: ['db-other'] } })] }),
    ];
    const night = await aNightInAChannel({ resources: new Map(resources.map((one) => [one.name, one])) });
    const grant = await openedInIncident(night);
    await opened(night, { resource: 'other' });
    const panel = await panelOf(night);
    expect(panel).toMatchObject({ incident: { number: 42, status: 'triggered' }, isReopened: false, outages: [] });
    expect(panel.resources.map(({ name }) => name)).toEqual(['db-prod', 'any']);
    expect(panel.grants.map(({ id }) => id)).toEqual([grant.id]);
    expect(panel.onCall).toMatchObject([{ target: 'db-primary', said: [{ known: true, value: [{ user: { name: 'Alice' } }] }] }]);
  });

  test('of a channel that nobody knows is none', async () => {
    expect(await panelContent(await aNightInAChannel(), 'CNONE')).toBeUndefined();
  });

  test('of a channel that is not bound lists the open incidents that it may be about', async () => {
    const night = await aNightInAChannel();
    await night.tx((tx) => tx.incidents.addChannel('CNEW', 'inc-new'));
    night.incidents.put(anIncident());
    const choices = { known: true, value: [anIncident()] };
    const { panel } = (await panelContent(night, 'CNEW')) ?? {};
    expect(panel).toMatchObject({ choices, grants: [], onCall: [], resources: [] });
    night.incidents.fail('timeout');
    expect((await panelContent(night, 'CNEW'))?.panel.choices).toMatchObject({ known: false, fault: 'timeout' });
  });

  test('without a policy asks nobody', async () => {
    const night = await aNightInAChannel();
    night.hold(undefined);
    expect(await panelOf(night)).toMatchObject({ resources: [], onCall: [] });
  });

  test.each(['resolved', 'gone'] as const)('of an incident that is %s asks nobody who is on call', async (status) => {
    const night = await aNightInAChannel();
    await becomes(night, { status });
    expect(await panelOf(night)).toMatchObject({ incident: { status }, onCall: [], isReopened: false });
  });

  test('in a channel that is shared asks nobody', async () => {
    const night = await aNightInAChannel();
    await night.tx((tx) => tx.incidents.setShared(ROOM, true));
    expect((await panelOf(night)).onCall).toEqual([]);
  });

  test('knows that its incident was resolved before', async () => {
    const night = await aNightInAChannel();
    await night.tx((tx) => tx.cards.add(RECORD, IN_ROOM));
    expect((await panelOf(night)).isReopened).toBe(true);
  });

  test('says that a source failed', async () => {
    const night = await aNightInAChannel();
    night.onCall.fail('timeout');
    expect((await panelOf(night)).onCall).toMatchObject([{ said: [{ known: false, source: 'PagerDuty', fault: 'timeout' }] }]);
  });

  test('does not wait for a source that is known not to answer, and asks the fallback', async () => {
    const rotation = { target: 'db-primary', provider: 'rotation', rotation: aRotation() } as const;
    const targets = new Map([['db-primary', { ...aTarget(), fallback: rotation }]]);
    const night = await aNightInAChannel({ targets });
    await night.tx((tx) => tx.outages.begin('PagerDuty', 'server'));
    const asked: string[] = [];
    const onCall: OnCallSource = {
      async shiftsOn({ provider }) {
        asked.push(provider);
        return [];
      },
    };
    const content = await panelContent({ ...night, onCall }, ROOM);
    expect(asked).toEqual(['rotation']);
    expect(content?.panel.outages).toMatchObject([{ source: 'PagerDuty', fault: 'server' }]);
    expect(content?.panel.onCall).toMatchObject([
      { said: [{ known: true, provider: 'rotation', insteadOf: { provider: 'pagerduty', fault: 'server' } }] },
    ]);
  });
});

describe('what was said of who is on call a moment ago', () => {
  const source = aTarget().sources[0]!;
  const at = Temporal.Instant.from('2026-03-01T03:17:00Z');

  function counting(fails = false) {
    const asked: string[] = [];
    const onCall: OnCallSource = {
      async shiftsOn(of) {
        asked.push(of.target);
        if (fails) throw new Error('away');
        return [];
      },
    };
    return { asked, lately: latelyOnCall(onCall) };
  }

  test('is asked once for half a minute, whatever the target is called', async () => {
    const { asked, lately } = counting();
    for (const seconds of [0, 29]) await lately.shiftsOn({ ...source, target: `t${seconds}` }, at.add({ seconds }), at);
    expect(asked).toEqual(['t0']);
    await lately.shiftsOn(source, at.add({ seconds: 30 }), at);
    await lately.shiftsOn(source, at, at);
    expect(asked).toHaveLength(3);
  });

  test('is asked for every thing by itself', async () => {
    const { asked, lately } = counting();
    await lately.shiftsOn(source, at, at);
    await lately.shiftsOn(aTarget({ of: { schedule: 'POTHER' } }).sources[0]!, at, at);
    expect(asked).toHaveLength(2);
  });

  test('that it failed counts as long', async () => {
    const { asked, lately } = counting(true);
    for (let times = 0; times < 2; times += 1) await expect(lately.shiftsOn(source, at, at)).rejects.toThrow('away');
    expect(asked).toHaveLength(1);
  });
});

describe('refreshing panels', () => {
  test('draws those of open incidents again once a minute', async () => {
    const night = await aNightInAChannel();
    await night.tx((tx) => tx.cards.add(PANEL, IN_ROOM));
    await allDrawn(night);
    await refreshPanels(night);
    expect(await night.cards()).toHaveLength(1);
    await allDrawn(night);
    await refreshPanels(night);
    expect(await night.cards()).toEqual([]);
    await night.clock.advance({ seconds: 60 });
    await refreshPanels(night);
    expect(await night.cards()).toHaveLength(1);
  });

  test.each(['resolved', 'gone'] as const)('leaves one whose incident is %s', async (status) => {
    const night = await aNightInAChannel();
    await night.tx((tx) => tx.cards.add(PANEL, IN_ROOM));
    await becomes(night, { status });
    await allDrawn(night);
    await refreshPanels(night);
    expect(await night.cards()).toEqual([]);
  });

  test('leaves channels that are about nothing yet', async () => {
    const night = await aNightInAChannel();
    await night.tx(async (tx) => {
      await tx.incidents.addChannel('CNEW', 'inc-new');
      await tx.cards.add({ kind: 'panel', channel: 'CNEW' }, { kind: 'channel', channel: 'CNEW' });
    });
    await allDrawn(night);
    await refreshPanels(night);
    expect(await night.cards()).toEqual([]);
  });
});

test('what is open for the policy is not what is bound to another incident', async () => {
  const night = await aNightInAChannel(aPolicy());
  await openedInIncident(night, { incident: { id: 'QOTHER', number: 7, title: 'Other' } });
  expect((await panelOf(night)).grants).toEqual([]);
});
