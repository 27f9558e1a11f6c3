import { describe, expect, test } from 'vitest';
import { mistakesIn, policyOf } from './policy-folder.ts';

const HEAD = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people: { alice: { slack: U01ALICE, pagerduty: PALICE1 }, bob: { slack: U02BOB } }
`;

const WEEK = `timezone: Europe/Berlin
rotations:
  - { id: week, anchor: "2026-01-05T09:00", every: { weeks: 1 }, members: [[alice], [bob]] }
  - { id: day, anchor: "2026-01-05T09:00", every: { days: 1 }, members: [[bob]] }
`;

const file = (target: string) => ({
  'nightlatch.yml': `${HEAD}onCall: { db: ${target} }\nrotations: [rotations.yml]\n`,
  'rotations.yml': WEEK,
});
const targetOf = async (target: string) => (await policyOf(file(target))).policy.targets.get('db');
const mistakes = async (target: string) =>
  (await mistakesIn(file(target))).map((mistake) => mistake.replace(/^nightlatch\.yml:5 onCall\.db(\.|: )?/, ''));

const ofPagerDuty = { target: 'db', provider: 'pagerduty', levels: 1, countPermanent: false };

describe('what one can be on call for', () => {
  test.each([
    ['{ schedule: PABC123 }', { of: { schedule: 'PABC123' } }],
    ['{ escalationPolicy: PXYZ789, levels: 2 }', { of: { escalationPolicy: 'PXYZ789' }, levels: 2 }],
    ['{ service: PSVC123, countPermanent: true }', { of: { service: 'PSVC123' }, countPermanent: true }],
  ])('is in PagerDuty %s', async (pagerduty, source) => {
    expect(await targetOf(`{ pagerduty: ${pagerduty} }`)).toEqual({ name: 'db', sources: [{ ...ofPagerDuty, ...source }] });
  });

  test('may be several things there', async () => {
    const target = await targetOf('{ pagerduty: [{ schedule: PABC123 }, { service: PSVC123, levels: 3 }] }');
    expect(target?.sources).toEqual([
      { ...ofPagerDuty, of: { schedule: 'PABC123' } },
      { ...ofPagerDuty, of: { service: 'PSVC123' }, levels: 3 },
    ]);
  });

  test('may have another one that is asked in its place', async () => {
    const target = await targetOf('{ pagerduty: { schedule: PABC123 }, fallback: { pagerduty: { schedule: PDEF456 } } }');
    expect(target?.fallback).toEqual({ ...ofPagerDuty, of: { schedule: 'PDEF456' } });
  });

  test('may be rotations of a file, alone, beside PagerDuty, and in its place', async () => {
    const { policy } = await policyOf(file('{ rotation: week }'));
    const [week, day] = ['week', 'day'].map((name) => ({
      ...{ target: 'db', provider: 'rotation', rotation: policy.rotations.get(name) },
    }));
    expect(policy.targets.get('db')).toEqual({ name: 'db', sources: [week] });
    expect(await targetOf('{ rotation: [week, day] }')).toEqual({ name: 'db', sources: [week, day] });
    expect(await targetOf('{ pagerduty: { schedule: PABC123 }, rotation: day, fallback: { rotation: week } }')).toEqual({
      ...{ name: 'db', sources: [{ ...ofPagerDuty, of: { schedule: 'PABC123' } }, day], fallback: week },
    });
  });
});

describe('a mistake in one is told at its place', () => {
  const ONE = 'names neither schedule, escalationPolicy nor service: one of them is needed';
  const KIND = 'names neither pagerduty nor rotation: one of them is needed';
  const MAP = 'a map of schedule, escalationPolicy or service, levels and countPermanent, or a list of them';

  test.each([
    ['{}', KIND],
    ['{ fallback: { pagerduty: { schedule: PABC123 } } }', KIND],
    ['{ pagerduty: {} }', `pagerduty: ${ONE}`],
    ['{ pagerduty: [{ schedule: PABC123 }, { levels: 2 }] }', `pagerduty[1]: ${ONE}`],
    ['{ pagerduty: { schedule: PABC123, service: PSVC123 } }', 'pagerduty: names schedule and service: only one is allowed'],
    ['{ pagerduty: PABC123 }', `pagerduty: “PABC123” is not ${MAP}`],
    ['{ pagerduty: [] }', `pagerduty: an empty list is not a list of schedules, escalation policies and services`],
    ['{ pagerduty: { schedule: abc } }', 'pagerduty.schedule: “abc” is not a PagerDuty id such as PABC123'],
    ['{ pagerduty: [{ service: "#ops" }] }', 'pagerduty[0].service: “#ops” is not a PagerDuty id such as PABC123'],
    ['{ pagerduty: { service: PSVC123, levels: 0 } }', 'pagerduty.levels: 0 is not a whole number from 1 to 20'],
    [
      '{ pagerduty: { services: PSVC123 } }',
      'pagerduty.services: unknown key; did you mean service? (allowed here: schedule, escalationPolicy, service, levels, countPermanent)',
    ],
    [
      '{ pagerduty: { schedule: PABC123 }, fallbak: {} }',
      'fallbak: unknown key; did you mean fallback? (allowed here: pagerduty, rotation, fallback)',
    ],
    ['{ pagerduty: { schedule: PABC123 }, fallback: {} }', `fallback: ${KIND}`],
    [
      '{ pagerduty: { schedule: PABC123 }, fallback: { pagerduty: { schedule: PDEF456 }, rotation: week } }',
      'fallback: names both pagerduty and rotation: only one is allowed',
    ],
    ['{ pagerduty: { schedule: PABC123 }, fallback: { pagerduty: { levels: 2 } } }', `fallback.pagerduty: ${ONE}`],
    ['{ rotation: Week }', 'rotation: “Week” is not the id of a rotation'],
    ['{ rotation: wek }', 'rotation: “wek” is no rotation; did you mean week?'],
    ['{ rotation: [day, nigt] }', 'rotation[1]: “nigt” is no rotation; listed are day, week'],
    [
      '{ pagerduty: { schedule: PABC123 }, fallback: { rotation: wek } }',
      'fallback.rotation: “wek” is no rotation; did you mean week?',
    ],
    ['{ rotation: [] }', 'rotation: an empty list is not a list of ids of rotations'],
  ])('%s', async (target, mistake) => {
    expect(await mistakes(target)).toContain(mistake);
  });
});
