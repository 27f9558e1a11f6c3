import { describe, expect, test } from 'vitest';
import { mistakesIn, policyOf } from './policy-folder.ts';

const HEAD = `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people: { alice: { slack: U01ALICE, pagerduty: PALICE1 }, bob: { slack: U02BOB } }
`;

const file = (target: string) => ({ 'nightlatch.yml': `${HEAD}onCall: { db: ${target} }\n` });
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
    ['{ rotation: Week }', 'rotation: “Week” is not a name under rotations'],
    ['{ rotation: [] }', 'rotation: an empty list is not a list of names under rotations'],
  ])('%s', async (target, mistake) => {
    expect(await mistakes(target)).toContain(mistake);
  });
});
