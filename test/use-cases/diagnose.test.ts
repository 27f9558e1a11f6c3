import { beforeEach, describe, expect, test } from 'vitest';
import { AREAS, type Area } from '../../src/domain/diagnosis/finding.ts';
import { DatabaseUnreachable } from '../../src/ports/database-probe.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { SlackRefused } from '../../src/ports/slack-probe.ts';
import { type Diagnosed, diagnose } from '../../src/use-cases/diagnose.ts';
import { aDiagnosis, forEver } from './a-diagnosis.ts';

let world: ReturnType<typeof aDiagnosis>['world'];
let directory: ReturnType<typeof aDiagnosis>['directory'];
let users: ReturnType<typeof aDiagnosis>['users'];
let needs: ReturnType<typeof aDiagnosis>['needs'];
let unwell: ReturnType<typeof aDiagnosis>['unwell'];

beforeEach(() => {
  ({ world, directory, users, needs, unwell } = aDiagnosis());
});

const areasWith = async (outcome: string, given: Partial<Diagnosed> = {}) =>
  new Set((await diagnose(needs(given))).filter((one) => one.outcome === outcome).map(({ area }) => area));

describe('where all is well', () => {
  test('every area says so, in order', async () => {
    const found = await diagnose(needs());
    expect(await unwell()).toEqual([]);
    expect([...new Set(found.map(({ area }) => area))]).toEqual(AREAS);
    expect(found.filter(({ area }) => area === 'policy').map(({ says }) => says)).toEqual([
      'The policy file has no mistake: 1 resource, 3 people.',
      'The policy in force is the one in the file.',
    ]);
  });

  test('only what was asked for is looked at', async () => {
    world.slack.identity = () => Promise.reject(new Error('asked'));
    const found = await diagnose(needs(), new Set<Area>(['database', 'key']));
    expect(new Set(found.map(({ area }) => area))).toEqual(new Set(['database', 'key']));
    expect((await diagnose(needs(), new Set<Area>(['policy']))).map(({ area }) => area)).toEqual(['policy', 'policy']);
  });
});

describe('one that is away hides nobody else', () => {
  const others = (...away: Area[]) => new Set(AREAS.filter((area) => !away.includes(area)));

  test('Slack, silent', async () => {
    world.slack.identity = () => Promise.reject(new SourceUnavailable('Slack', 'network'));
    expect(await unwell()).toEqual([
      "slack unknown The bot token couldn't be looked at: Slack can't be reached.",
      "slack unknown Scopes, channels and user groups weren't looked at.",
      "people unknown Who is a member of the workspace wasn't looked at.",
    ]);
    expect(await areasWith('ok')).toEqual(others('slack'));
  });

  test('Slack, refusing the token', async () => {
    world.slack.identity = () => Promise.reject(new SlackRefused('token_revoked'));
    expect(await unwell()).toEqual([
      'slack failure The bot token was revoked: the app was removed from the workspace, or somebody took the token back.',
      "slack unknown Scopes, channels and user groups weren't looked at.",
      "people unknown Who is a member of the workspace wasn't looked at.",
    ]);
  });

  test('PagerDuty, silent and refusing the token', async () => {
    world.onCall.tryToken = () => Promise.reject(new SourceUnavailable('PagerDuty', 'server'));
    expect(await unwell()).toEqual([
      "pagerduty unknown The token couldn't be looked at: PagerDuty answered with an error of its own.",
      "pagerduty unknown Schedules and services weren't looked at.",
      "people unknown Who is who in PagerDuty wasn't looked at.",
    ]);
    world.onCall.tryToken = () => Promise.reject(new SourceUnavailable('PagerDuty', 'auth'));
    expect((await unwell())[0]).toContain(
      'pagerduty failure PagerDuty (region us) refuses the token: it is wrong or was taken back, or',
    );
    expect(await areasWith('ok')).toEqual(others('pagerduty'));
  });

  test('the database', async () => {
    const away = () => Promise.reject(new DatabaseUnreachable('ECONNREFUSED'));
    Object.assign(world.database, { settings: away, schema: away, clock: away, gates: away });
    expect(await unwell()).toEqual(['database failure Nothing answers where DATABASE_URL points.']);
  });

  test('all of it, because the environment gives nothing', async () => {
    const nothing = { slack: undefined, onCall: undefined, database: undefined, policy: undefined, ports: [] };
    expect(
      await unwell({
        ...nothing,
        key: { state: 'not-named' },
        policyFile: { ok: false, isThere: false, mistakes: ['nightlatch.yml: does not exist'] },
      }),
    ).toEqual([
      "slack unknown Slack wasn't looked at: SLACK_BOT_TOKEN is missing or wrong.",
      "pagerduty unknown PagerDuty wasn't looked at: PAGERDUTY_TOKEN is missing or wrong.",
      'clock unknown No clock could be compared.',
      "database unknown The database wasn't looked at: DATABASE_URL is missing or wrong.",
      'policy failure There is no policy file: nightlatch.yml: does not exist',
      "people unknown People weren't looked at.",
    ]);
  });

  test('a policy that can not be read leaves token, scopes and database', async () => {
    const found = await diagnose(needs({ policy: undefined, policyFile: { ok: false, isThere: true, mistakes: ['x'] } }));
    expect(found.filter(({ outcome }) => outcome === 'ok').map(({ says }) => says)).toContain(
      'The bot has every scope that it needs.',
    );
    expect(found.map(({ says }) => says)).toContain("Channels and user groups weren't looked at.");
  });

  test('what nobody foresaw', async () => {
    const broken = () => Promise.reject(new TypeError('canary-7Qm2-nightlatch-do-not-use'));
    for (const port of [world.slack, world.onCall, world.database, world.values, world.host, directory, users]) {
      for (const name of methodsOf(port)) Object.assign(port, { [name]: broken });
    }
    const found = await diagnose(needs());
    expect(JSON.stringify(found)).not.toContain('canary');
    expect(found.filter(({ says }) => says.includes('fault of Nightlatch')).map(({ area }) => area)).toEqual([
      'slack',
      'pagerduty',
      'database',
      'key',
      'bot',
    ]);
  });
});

describe('one that hangs', () => {
  test.each([
    ['Slack', () => Object.assign(world.slack, { identity: forEver }), 'slack'],
    ['a channel', () => Object.assign(world.slack, { channel: forEver }), 'slack'],
    ['PagerDuty', () => Object.assign(world.onCall, { tryToken: forEver }), 'pagerduty'],
    ['a schedule', () => Object.assign(world.onCall, { schedule: forEver }), 'pagerduty'],
    ['the database', () => Object.assign(world.database, { settings: forEver, clock: forEver }), 'database'],
    ['what is in force', () => Object.assign(world.database, { gates: forEver }), 'database'],
    ['a value', () => Object.assign(world.values, { tryOpen: forEver }), 'key'],
    ['a person', () => Object.assign(directory, { member: forEver }), 'people'],
    ['a port', () => Object.assign(world.host, { port: forEver }), 'bot'],
  ] as [string, () => void, Area][])('%s is told as not looked at once it is late', async (_, hang, area) => {
    hang();
    const { promise: over, resolve } = Promise.withResolvers<void>();
    let isOver = false;
    const diagnosing = diagnose(needs({ late: { over, isOver: () => isOver } }));
    await settledOthers();
    isOver = true;
    resolve();
    const found = (await diagnosing).filter(({ outcome }) => outcome === 'unknown');
    expect(found.map((one) => one.area)).toContain(area);
  });
});

test('once it is late, nothing more is asked', async () => {
  const asked: string[] = [];
  world.onCall.schedule = async (id) => void asked.push(id);
  await diagnose(needs({ late: { over: Promise.resolve(), isOver: () => true } }));
  expect(asked).toEqual([]);
});

function methodsOf(port: object): string[] {
  const own = Object.keys(port).filter((name) => typeof Reflect.get(port, name) === 'function');
  const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(port)).filter((name) =>
    /^(member|userBy|emailOf|group)/.test(name),
  );
  return [...own, ...inherited];
}

// Everything that answers has answered: only what hangs is left.
async function settledOthers(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}
