import { beforeEach, describe, expect, test } from 'vitest';
import type { Area } from '../../src/domain/diagnosis/finding.ts';
import type { PortState } from '../../src/domain/diagnosis/listening.ts';
import type { Target, TargetSource } from '../../src/domain/policy.ts';
import { DatabaseUnreachable } from '../../src/ports/database-probe.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { SlackRefused } from '../../src/ports/slack-probe.ts';
import { diagnose } from '../../src/use-cases/diagnose.ts';
import { aMember } from '../builders/a-member.ts';
import { aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { aWellWorld } from '../fakes/fake-world.ts';
import { aDiagnosis } from './a-diagnosis.ts';

let world: ReturnType<typeof aDiagnosis>['world'];
let directory: ReturnType<typeof aDiagnosis>['directory'];
let users: ReturnType<typeof aDiagnosis>['users'];
let policy: ReturnType<typeof aDiagnosis>['policy'];
let needs: ReturnType<typeof aDiagnosis>['needs'];
let unwell: ReturnType<typeof aDiagnosis>['unwell'];

beforeEach(() => {
  ({ world, directory, users, policy, needs, unwell } = aDiagnosis());
});

test('a channel without the bot, a group that is gone, a scope that is missing', async () => {
  world.slack.channel = async (id) => (id === 'C0AUDIT' ? undefined : aChannelWithout(id));
  world.slack.listUserGroups = () => Promise.reject(new SlackRefused('missing_scope', ['usergroups:read']));
  expect(await unwell({}, ['slack'])).toEqual([
    "slack failure The audit channel C0AUDIT isn't there, or it is private and the bot isn't in it.",
    "slack failure The approval channel #c0appr (C0APPR): the bot isn't in it, so nothing can be posted.",
    "slack unknown User groups couldn't be looked at: the bot lacks the scope usergroups:read.",
  ]);
  world.slack.listUserGroups = () => Promise.reject(new SlackRefused('plan_upgrade_required'));
  expect((await unwell({}, ['slack'])).at(-1)).toContain("slack failure The workspace's plan has no user groups");
});

test('what was not looked at names the variables that are in the way, and no other', async () => {
  const nothing = { slack: undefined, onCall: undefined, database: undefined };
  const wrong = ['SLACK_API_URL', 'PAGERDUTY_REGION', 'PAGERDUTY_URL', 'DATABASE_URL', 'PORT'];
  expect(await unwell({ ...nothing, wrong }, ['slack', 'pagerduty', 'database'])).toEqual([
    "slack unknown Slack wasn't looked at: SLACK_API_URL is missing or wrong.",
    "pagerduty unknown PagerDuty wasn't looked at: PAGERDUTY_REGION and PAGERDUTY_URL are missing or wrong.",
    "database unknown The database wasn't looked at: DATABASE_URL is missing or wrong.",
  ]);
});

test('an app-level token that opens no socket', async () => {
  const socket = (code: string) => ({ tryOpen: () => Promise.reject(new SlackRefused(code)) });
  expect(await unwell({ socket: socket('missing_scope') }, ['slack'])).toEqual([
    'slack failure The app-level token lacks the scope connections:write, so nothing arrives from Slack.',
  ]);
  const silent = { tryOpen: () => Promise.reject(new SourceUnavailable('Slack', 'timeout')) };
  expect(await unwell({ socket: silent }, ['slack'])).toEqual([
    "slack unknown The app-level token couldn't be looked at: Slack didn't answer in time.",
  ]);
});

test('a schedule and a service that are not there', async () => {
  world.onCall.schedule = async () => undefined;
  world.onCall.service = async () => undefined;
  expect(await unwell({}, ['pagerduty'])).toEqual([
    'pagerduty failure PagerDuty has no schedule PABC123, which is onCall.db-primary in the policy.',
    'pagerduty failure PagerDuty has no service PSVC123, which db-prod names: no incident of it ever opens anything.',
  ]);
});

test('a machine whose clock is an hour off, by Slack’s and the database’s', async () => {
  world.slack.identity = async () => ({
    ...(await aWellWorld().slack.identity()),
    clockAhead: Temporal.Duration.from({ hours: 1 }),
  });
  world.database.clock = async () => ({ isShipped: true, ahead: Temporal.Duration.from({ hours: -1 }) });
  expect(await unwell({}, ['clock'])).toEqual([
    "clock failure This machine's clock is 1 h ahead of Slack's: Slack's signatures look too old, so all it sends is refused.",
  ]);
  expect(await unwell({ checksSignatures: false }, ['clock'])).toEqual([
    "clock warning This machine's clock is 1 h ahead of Slack's.",
  ]);
});

test('a clock that was moved is compared with nothing', async () => {
  world.database.clock = async () => ({ isShipped: false, ahead: Temporal.Duration.from({ hours: 9 }) });
  expect(await unwell({}, ['clock'])).toEqual([]);
  expect(await unwell({}, ['database'])).toHaveLength(1);
  expect(await unwell({ isSandbox: true }, ['database'])).toEqual([]);
});

test('a schema that is behind is the only thing told of it', async () => {
  world.database.schema = async () => ({ behind: ['0003_monday'], ahead: [] });
  world.database.gates = () => Promise.reject(new DatabaseUnreachable('42P01'));
  expect(await unwell()).toEqual(['database failure The schema is 1 behind.']);
});

test('a value without a key, and a key that is refused', async () => {
  world.values.tryOpen = async () => ({ state: 'no-key' });
  expect(
    await unwell({ key: { state: 'not-named' }, oldKey: { state: 'refused', why: '/old is not a key file' } }, ['key']),
  ).toEqual([
    'key failure NIGHTLATCH_KEY_FILE names no key, so no sealed value can be shown.',
    "key failure The old key can't be used: /old is not a key file",
    "key failure sealed db-prod/DATABASE_URL and db-prod/PGPASSWORD can't be opened without a key.",
  ]);
});

test('people who are no members, or whom PagerDuty does not know', async () => {
  directory.put(aMember({ slackId: 'U01ALICE', standing: 'deactivated' }));
  world.onCall.user = async () => undefined;
  users.remove('PCAROL3');
  expect(await unwell({}, ['people'])).toEqual([
    'people failure alice: U01ALICE is deactivated, and may do nothing here.',
    'people failure bob: PagerDuty has no user PBOB002, so no shift of theirs is seen.',
    'people failure alice: PagerDuty has no user PALICE1, so no shift of theirs is seen.',
  ]);
});

test('of many people fifty are looked at, owners first, and that is said', async () => {
  const names = Array.from({ length: 70 }, (_, n) => `p${n}`);
  for (const name of names) directory.put(aMember({ slackId: `U-${name}`, displayName: name, email: `${name}@example.com` }));
  const people = new Map(names.map((name) => [name, { name, slack: [`U-${name}`] }]));
  const many = { ...policy, people, roles: { owners: ['p68', 'p69'], auditors: [] }, targets: new Map() };
  const asked: string[] = [];
  const member = directory.member.bind(directory);
  directory.member = (id, freshness) => {
    asked.push(id);
    return member(id, freshness);
  };
  const found = await diagnose(needs({ policy: many }), new Set<Area>(['people']));
  expect(asked).toHaveLength(50);
  expect(asked).toContain('U-p69');
  expect(found.map(({ says }) => says)).toEqual([
    '2 people are owners.',
    '50 people are full members of the workspace.',
    "50 of 70 people were looked at, owners first: more would slow the running bot's own questions.",
  ]);
});

describe('ports', () => {
  const PORTS = [
    { name: 'PORT', host: '127.0.0.1', port: 3000 },
    { name: 'METRICS_PORT', host: '127.0.0.1', port: 9464 },
  ] as const;
  const told = async (ports: readonly (typeof PORTS)[number][], at: Record<number, PortState>) => {
    world.host.port = async (_, port) => at[port] ?? { state: 'free' };
    const found = await diagnose(needs({ ports }), new Set<Area>(['bot']));
    return found.map(({ outcome, says, mend }) => [outcome, says, mend]);
  };
  const bot: PortState = { state: 'taken', by: { what: 'bot', missing: [] } };
  const metrics: PortState = { state: 'taken', by: { what: 'metrics' } };
  const stranger: PortState = { state: 'taken', by: { what: 'stranger' } };

  test('a bot and its metrics', async () => {
    expect(await told(PORTS, { 3000: bot, 9464: metrics })).toEqual([
      ['ok', 'A bot runs on port 3000 and is ready.', undefined],
      ['ok', 'Metrics are served on port 9464.', undefined],
    ]);
  });

  test('each in the place of the other', async () => {
    expect(await told(PORTS, { 3000: metrics, 9464: bot })).toEqual([
      [
        'failure',
        'A bot serves its metrics on port 3000 (PORT), so no bot can listen there.',
        'Set PORT to another, or METRICS_PORT of the bot that runs.',
      ],
      [
        'failure',
        'A bot itself listens on port 9464 (METRICS_PORT), so no metrics can be served there.',
        'Set METRICS_PORT to another, or to off.',
      ],
    ]);
  });

  test('somebody else, also beside a bot that runs', async () => {
    expect(await told(PORTS, { 3000: bot, 9464: stranger })).toEqual([
      ['ok', 'A bot runs on port 3000 and is ready.', undefined],
      [
        'failure',
        "Something that isn't Nightlatch listens on port 9464 (METRICS_PORT).",
        'End it, or set METRICS_PORT to another.',
      ],
    ]);
  });

  test('that are one fail, whoever listens there', async () => {
    const one = [PORTS[0], { name: 'METRICS_PORT', host: '0.0.0.0', port: 3000 }] as unknown as typeof PORTS;
    const same = [
      'failure',
      "PORT and METRICS_PORT are both 3000, so the bot can't start.",
      'Set METRICS_PORT to another, or to off.',
    ];
    expect(await told(one, {})).toEqual([['note', expect.stringContaining('it is free'), undefined], same]);
    expect(await told(one, { 3000: bot })).toEqual([['ok', 'A bot runs on port 3000 and is ready.', undefined], same]);
  });
});

function aChannelWithout(id: string) {
  return { id, name: id.toLowerCase(), isPrivate: false, isMember: false, isArchived: false, isSharedOutside: false };
}

test('every source of a target is looked at, and its fallback too', async () => {
  const week = { target: 'db-primary', provider: 'rotation', rotation: aRotation({ members: [[]] }) } as const;
  const [first, spare] = ['PABC123', 'PDEF456'].map((schedule) => aTarget({ of: { schedule } }).sources[0] as TargetSource);
  const service = aTarget({ of: { service: 'PSVC123' }, levels: 9 }).sources[0] as TargetSource;
  const target = { name: 'db-primary', sources: [first, service, week], fallback: spare } as Target;
  world.onCall.schedule = async (id) => (id === 'PDEF456' ? undefined : { id, name: id });
  const found = await diagnose(needs({ policy: { ...policy, targets: new Map([['db-primary', target]]) } }));
  const says = found.map((one) => one.says).filter((one) => one.includes('db-primary'));
  expect(says).toEqual([
    'db-primary (schedule PABC123): Alice is on call now.',
    'db-primary (service PSVC123) has 2 levels, the policy counts 9.',
    'db-primary (service PSVC123): Alice is on call now.',
    'PagerDuty has no schedule PDEF456, which is onCall.db-primary.fallback in the policy.',
    'db-primary (rotation week): nobody is on call now.',
  ]);
});
