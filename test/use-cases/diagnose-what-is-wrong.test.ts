import { beforeEach, expect, test } from 'vitest';
import type { Area } from '../../src/domain/diagnosis/finding.ts';
import { DatabaseUnreachable } from '../../src/ports/database-probe.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { SlackRefused } from '../../src/ports/slack-probe.ts';
import { diagnose } from '../../src/use-cases/diagnose.ts';
import { aMember } from '../builders/a-member.ts';
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

function aChannelWithout(id: string) {
  return { id, name: id.toLowerCase(), isPrivate: false, isMember: false, isArchived: false, isSharedOutside: false };
}
