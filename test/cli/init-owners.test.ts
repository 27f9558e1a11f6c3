import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/config/read-policy.ts';
import { anInit, CHOICES } from './an-init.ts';

let setUp: Awaited<ReturnType<typeof anInit>>;

beforeEach(async () => {
  setUp = await anInit();
});
afterEach(() => setUp.close());

const GROUP = ['--approvers', '@dba-leads'];
const SERVICE = ['--service', 'Checkout'];
const SECOND = ['--second-owner', 'bob@example.com'];

describe('two owners', () => {
  test.each([
    ['by user group, with a service', [...GROUP, ...SERVICE]],
    ['by people, with a service', SERVICE],
    ['by people, without a service', []],
    ['for an escalation policy', ['--on-call', 'PXYZ789']],
  ])('give a policy in which nothing is found: %s', async (_, more) => {
    const { exitCode, text } = await setUp.init({ args: [...CHOICES, ...SECOND, ...more] });
    expect(exitCode).toBe(0);
    expect(await readPolicy(setUp.file())).toMatchObject({ ok: true, findings: [], warnings: [] });
    expect(text).toContain('When the normal way fails: carol types /unlock db-prod break-glass, and bob looks at it afterwards.');
    expect(text).not.toContain('policy check');
  });

  test('are both asked for a yes where no group is, and one breaks the glass that the other reviews', async () => {
    await setUp.init({ args: [...CHOICES, ...SECOND] });
    const reading = await readPolicy(setUp.file());
    const policy = reading.ok ? reading.policy : undefined;
    expect(policy?.roles.owners).toEqual(['carol', 'bob']);
    expect(policy?.people.get('bob')).toMatchObject({ slack: ['U02BOB'], pagerduty: 'PBOB002' });
    expect(policy?.groups.get('approvers')).toMatchObject({ members: ['carol', 'bob'] });
    expect(policy?.groups.get('responders')).toMatchObject({ members: ['carol'] });
    const rules = policy?.resources.get('db-prod')?.rules ?? [];
    expect(rules.at(-1)).toMatchObject({ name: 'break glass', breakGlass: true, when: { member: ['responders'] } });
    expect(rules.at(-1)?.review?.by).toEqual(['carol', 'bob']);
  });

  test('of one name in Slack have two in the policy, and none is that of a group', async () => {
    const people = setUp.sandbox.slack.workspace.people;
    people.get('U02BOB')!.name = 'Carol';
    await setUp.init({ args: [...CHOICES, ...SECOND] });
    expect(await setUp.written()).toContain('owners: [carol, carol-2]');
    people.get('U02BOB')!.name = 'Approvers';
    expect((await setUp.init({ args: [...CHOICES, ...SECOND, '--force'] })).exitCode).toBe(0);
    expect(await setUp.written()).toContain('owners: [carol, approvers-2]');
  });

  test.each([
    ['carol@example.com', '--second-owner: That is the first owner: name somebody else.'],
    ['U03CAROL', '--second-owner: That is the first owner: name somebody else.'],
    ['U04DAVE', '--second-owner: That is no full member of this workspace.'],
    ['nobody@example.com', '--second-owner: Slack knows no full member by that.'],
  ])('must be two people: %s', async (said, words) => {
    const { prompted, exitCode } = await setUp.init({ args: [...CHOICES, '--second-owner', said] });
    expect(prompted).toBe(`${words}\n`);
    expect([exitCode, await setUp.isThere()]).toEqual([1, false]);
  });
});

describe('one owner', () => {
  test('leaves its findings, and init says why', async () => {
    const { text, exitCode } = await setUp.init({ args: CHOICES });
    expect(exitCode).toBe(0);
    expect(text.split('\n').filter((line) => line.includes('policy check'))).toEqual([
      'carol is the only owner, which policy check warns of: nobody else could lift a lockdown or review broken glass, so no rule breaks it. ' +
        'Name another with --second-owner and --force, or in the file.',
    ]);
    const reading = await readPolicy(setUp.file());
    expect(reading.findings.map(({ message }) => message)).toEqual([
      'carol is the only one, so nobody could lift a lockdown that carol began. Name another owner.',
      'only carol can agree: too few for rule “on call, agreed” when one of them asks',
      expect.stringMatching(/^none of them may be used to break the glass/),
    ]);
    expect(await setUp.written()).toContain('#     - name: break glass');
  });
});

describe('a person at a terminal', () => {
  const asked = (...owners: string[]) => ({
    args: CHOICES.slice(0, 6),
    tty: true,
    input: `${['', '', ...owners, '', ''].join('\n')}\n`,
  });

  test('is asked for a second owner, again where it is the first', async () => {
    const { prompted, exitCode } = await setUp.init(asked('U03CAROL', 'U03CAROL', 'bob@example.com'));
    expect(exitCode).toBe(0);
    expect(prompted).toContain(
      'A second owner, by e-mail address or member id, who lifts what the first locks down (Enter for none): ',
    );
    expect(prompted).toContain('  That is the first owner: name somebody else.\n');
    expect(await readPolicy(setUp.file())).toMatchObject({ ok: true, findings: [] });
  });

  test('may have none', async () => {
    const { text, exitCode } = await setUp.init(asked('U03CAROL', ''));
    expect(exitCode).toBe(0);
    expect(text).toContain('carol is the only owner');
    expect(await setUp.written()).toContain('owners: [carol]');
  });
});
