import { beforeEach, expect, test } from 'vitest';
import { AREAS, type Area, type Finding } from '../../src/domain/diagnosis/finding.ts';
import { DatabaseUnreachable } from '../../src/ports/database-probe.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { SlackRefused } from '../../src/ports/slack-probe.ts';
import { type Diagnosed, diagnose } from '../../src/use-cases/diagnose.ts';
import { aDiagnosis } from './a-diagnosis.ts';

let world: ReturnType<typeof aDiagnosis>['world'];
let needs: ReturnType<typeof aDiagnosis>['needs'];
let policy: ReturnType<typeof aDiagnosis>['policy'];

beforeEach(() => {
  ({ world, needs, policy } = aDiagnosis());
});

const silent = (source: string, kind: 'auth' | 'network' = 'network') => {
  return () => Promise.reject(new SourceUnavailable(source, kind));
};
const variables = (count: number) =>
  new Map(
    Array.from({ length: count }, (_, n) => {
      const source = { source: n % 2 ? 'sealed' : 'env-file', path: `v${n}` } as const;
      return [`V${n}`, { name: `V${n}`, source, show: 'slack' }] as const;
    }),
  );
const manyValues = () => {
  const resources = new Map([...policy.resources].map(([name, one]) => [name, { ...one, variables: variables(30) }]));
  return { policy: { ...policy, resources } };
};

/** Worlds in which what one area finds has its reason in another, or in a line of its own. */
const BROKEN: [string, () => Partial<Diagnosed>][] = [
  ['an empty environment', () => ({ slack: undefined, onCall: undefined, database: undefined, key: { state: 'not-named' } })],
  [
    'a policy that is broken',
    () => ({ policy: undefined, policyFile: { ok: false, isThere: true, mistakes: ['one', 'two', 'three', 'four'] } }),
  ],
  [
    'Slack and PagerDuty, silent',
    () => {
      world.slack.identity = silent('Slack');
      world.onCall.tryToken = silent('PagerDuty');
      return {};
    },
  ],
  [
    'Slack and PagerDuty, refusing the tokens',
    () => {
      world.slack.identity = () => Promise.reject(new SlackRefused('invalid_auth'));
      world.onCall.tryToken = silent('PagerDuty', 'auth');
      return {};
    },
  ],
  [
    'rights that are taken away meanwhile',
    () => {
      world.slack.listUserGroups = () => Promise.reject(new SlackRefused('missing_scope', ['usergroups:read']));
      world.slack.channel = silent('Slack', 'auth');
      world.onCall.schedule = silent('PagerDuty', 'auth');
      return {};
    },
  ],
  [
    'a scope that Slack does not name',
    () => {
      world.slack.listUserGroups = () => Promise.reject(new SlackRefused('missing_scope'));
      return {};
    },
  ],
  [
    'a database that is away',
    () => {
      const away = () => Promise.reject(new DatabaseUnreachable('ECONNREFUSED'));
      Object.assign(world.database, { settings: away, schema: away, clock: away, gates: away });
      return {};
    },
  ],
  [
    'a bot that is not ready',
    () => {
      world.host.port = async () => ({ state: 'taken', missing: ['the database'] });
      return {};
    },
  ],
  ...(['no-key', 'unavailable', 'missing', 'damaged'] as const).map((state): [string, () => Partial<Diagnosed>] => [
    `thirty values that are ${state}`,
    () => {
      world.values.tryOpen = async () => ({ state });
      return manyValues();
    },
  ]),
];

// What only somebody who sees the other lines could follow.
const POINTS_ELSEWHERE = /\b(lines?|above|below|see (its|their|the)|the same for|first named)\b/i;

test.each(BROKEN)('each line says by itself what to do: %s', async (_, given) => {
  const change = given();
  const found: Finding[] = [];
  for (const area of AREAS) found.push(...(await diagnose(needs(change), new Set<Area>([area]))));
  const unwell = found.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'note');
  expect(unwell).not.toEqual([]);
  expect(unwell.filter(({ says, mend }) => POINTS_ELSEWHERE.test(`${says} ${mend}`))).toEqual([]);
  expect(unwell.filter(({ mend }) => !mend)).toEqual([]);
});

test('what has its reason in another area names the command that shows it', async () => {
  const nothing = { slack: undefined, onCall: undefined, database: undefined };
  const mends = async (area: Area, change: Partial<Diagnosed>) =>
    (await diagnose(needs(change), new Set([area]))).filter(({ outcome }) => outcome === 'unknown').map(({ mend }) => mend);
  expect(await mends('slack', nothing)).toEqual(['nightlatch doctor --only environment says how SLACK_BOT_TOKEN must be.']);
  expect(await mends('database', nothing)).toEqual(['nightlatch doctor --only environment says how DATABASE_URL must be.']);
  expect(await mends('clock', nothing)).toEqual([
    "Slack or the database must answer first: nightlatch doctor --only slack,database says why they don't.",
  ]);
  expect(await mends('people', nothing)).toEqual([
    "Slack must answer first: nightlatch doctor --only slack says why it doesn't.",
    "PagerDuty must answer first: nightlatch doctor --only pagerduty says why it doesn't.",
  ]);
  expect(await mends('people', { policy: undefined })).toEqual([
    'Mend the policy file first: nightlatch policy check tells every mistake.',
  ]);
});
