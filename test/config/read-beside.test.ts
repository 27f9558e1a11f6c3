import { expect, test } from 'vitest';
import { NotRead, readPolicyBeside, readStoredBeside } from '../../src/config/read-beside.ts';
import { policyText, readPolicy } from '../../src/config/read-policy.ts';
import { aPolicyFolder } from './policy-folder.ts';

const HEAD = `version: 1
include: [policy/*.yml]
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
digest: { at: "08:30" }
roles: { owners: [carol] }
people: { carol: { slack: U03CAROL }, dave: { slack: U04DAVE } }
groups: { sre: [carol, dave] }
`;

function resources(count: number): string {
  const one = (nth: number) => `  db-${nth}:
    approvers: sre
    rules: [{ name: members, when: { member: sre }, approve: { count: 1, within: 5m }, grant: { default: 20m, atMost: 2h } }]
    variables: { PGPASSWORD: { sealed: db-${nth}/password } }
`;
  return `resources:\n${Array.from({ length: count }, (_, nth) => one(nth)).join('')}`;
}

/** Milliseconds of the processor that this thread took for it; others of the machine don't count. */
async function burnt<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const before = process.threadCpuUsage();
  const result = await work();
  const { user, system } = process.threadCpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

test('a large policy read beside is the same, frozen, and hardly costs the thread that answers people', async () => {
  const path = await aPolicyFolder({ 'nightlatch.yml': HEAD, 'policy/a.yml': resources(600) });
  const here = await burnt(() => readPolicy(path));
  const beside = await burnt(() => readPolicyBeside(path));
  expect(here.result).toMatchObject({ ok: true });
  expect(beside.result).toEqual(here.result);
  if (!beside.result.ok) throw new Error('unreachable');
  const [first] = beside.result.policy.resources.values();
  expect([Object.isFrozen(first), Object.isFrozen(first?.rules[0]?.grant)]).toEqual([true, true]);
  expect(() => (beside.result as unknown as { policy: { people: Map<string, unknown> } }).policy.people.clear()).toThrow(
    'frozen',
  );
  expect(beside.ms).toBeLessThan(here.ms / 3);
  const stored = await readStoredBeside(policyText(beside.result.texts));
  expect(stored).toMatchObject({
    ok: true,
    policy: { hash: beside.result.policy.hash, resources: beside.result.policy.resources },
  });
});

test('mistakes are found beside as they are here', async () => {
  const path = await aPolicyFolder({
    'nightlatch.yml': HEAD.replace('[carol, dave]', '[carol, dive]'),
    'policy/a.yml': resources(2),
  });
  expect(await readPolicyBeside(path)).toEqual(await readPolicy(path));
  expect(await readStoredBeside('not of this version')).toMatchObject({ ok: false });
});

test('what would overflow a stack is a mistake beside too', async () => {
  const path = await aPolicyFolder({ 'nightlatch.yml': `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}` });
  expect(await readPolicyBeside(path)).toMatchObject({ ok: false, mistakes: [{ file: 'nightlatch.yml', line: 1 }] });
});

test('what takes more memory than a policy should is a mistake, and no end of the process', async () => {
  const many = Array.from({ length: 4 }, (_, nth) => [`policy/${nth}.yml`, `groups: { g${nth}: [${'1,'.repeat(500_000)}1] }`]);
  const path = await aPolicyFolder({ 'nightlatch.yml': HEAD, ...Object.fromEntries(many) });
  expect(await readPolicyBeside(path)).toMatchObject({
    ok: false,
    mistakes: [{ file: 'nightlatch.yml', message: 'takes over a minute or 320 MB of memory to read' }],
  });
}, 90_000);

test('a process that is told to stop waits for no reading', async () => {
  const path = await aPolicyFolder({ 'nightlatch.yml': HEAD, 'policy/a.yml': resources(600) });
  const stopping = new AbortController();
  const reading = readPolicyBeside(path, stopping.signal);
  stopping.abort();
  await expect(reading).rejects.toThrow(NotRead);
  await expect(readPolicyBeside(path, stopping.signal)).rejects.toThrow(NotRead);
});
