import { AREAS, type Area, ok } from '../../src/domain/diagnosis/finding.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { type Diagnosed, diagnose } from '../../src/use-cases/diagnose.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { FakeDirectory } from '../fakes/fake-directory.ts';
import { FakeSourceUsers } from '../fakes/fake-source-users.ts';
import { aWellWorld } from '../fakes/fake-world.ts';

export const forEver = <T>() => new Promise<T>(() => undefined);

/** A diagnosis in which all is well until a test breaks something. */
export function aDiagnosis() {
  const world = aWellWorld();
  const directory = new FakeDirectory();
  const users = new FakeSourceUsers();
  const policy: Policy = aPolicy({
    roles: { owners: ['carol', 'bob'], auditors: [] },
    groups: new Map([['leads', { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' }]]),
  });
  for (const [slackId, name] of [
    ['U01ALICE', 'alice'],
    ['U02BOB', 'bob'],
    ['U03CAROL', 'carol'],
  ] as const) {
    directory.put(aMember({ slackId, displayName: name, email: `${name}@example.com` }));
  }
  users.put('PCAROL3', 'carol@example.com');
  const needs = (given: Partial<Diagnosed> = {}): Diagnosed => ({
    environment: [ok('environment', 'SLACK_BOT_TOKEN is set.')],
    wrong: [],
    slack: { probe: world.slack, directory },
    socket: undefined,
    onCall: { probe: world.onCall, users, region: 'us', hasWebhookSecrets: true },
    database: world.database,
    values: world.values,
    host: world.host,
    key: { state: 'closed', path: '/key', keyId: '1a2b3c4d', mode: '400', place: {} },
    oldKey: { state: 'not-named' },
    envFolder: { state: 'fine' },
    policyFile: { ok: true, warnings: [], resources: 1, people: 3 },
    policy,
    now: Temporal.Instant.from('2026-03-02T03:17:00Z'),
    ports: [{ name: 'PORT', host: '127.0.0.1', port: 3000 }],
    isSandbox: false,
    checksSignatures: true,
    late: { isOver: () => false, over: forEver() },
    ...given,
  });
  return {
    ...{ world, directory, users, policy, needs },
    /** Each finding that isn't well, as `area outcome says`. */
    async unwell(given: Partial<Diagnosed> = {}, areas: Area[] = [...AREAS]): Promise<string[]> {
      const found = await diagnose(needs(given), new Set(areas));
      const bad = found.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'note');
      return bad.map(({ area, outcome, says }) => `${area} ${outcome} ${says}`);
    },
  };
}
