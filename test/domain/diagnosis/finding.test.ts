import { describe, expect, test } from 'vitest';
import { contradiction, judgeStrangeNames, judgeVariables } from '../../../src/domain/diagnosis/environment.ts';
import { type Finding, failure, note, ok, unknown, verdictOf, warning } from '../../../src/domain/diagnosis/finding.ts';
import { judgePort, type PortState } from '../../../src/domain/diagnosis/listening.ts';
import { judgePolicyFile } from '../../../src/domain/diagnosis/policy-file.ts';
import { shapeOf } from '../../../src/domain/diagnosis/shape.ts';
import { sayNotLookedAt, sayOwnFault, sayRefused } from '../../../src/domain/diagnosis/silence.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

describe('the verdict', () => {
  const one = {
    ok: ok('slack', 'x'),
    note: note('slack', 'x'),
    warning: warning('slack', 'x', 'y'),
    failure: failure('slack', 'x', 'y'),
    unknown: unknown('slack', 'x', 'y'),
  };

  test.each([
    [[], 0, 'All is well.'],
    [[one.ok, one.note], 0, 'All is well.'],
    [[one.ok, one.warning], 0, '1 worth a look.'],
    [[one.unknown, one.warning], 2, "1 couldn't be looked at, 1 worth a look."],
    [[one.failure, one.unknown, one.warning, one.failure], 1, "2 to mend, 1 couldn't be looked at, 1 worth a look."],
  ] as [Finding[], number, string][])('%o', (findings, exitCode, says) => {
    expect(verdictOf(findings)).toEqual({ says, exitCode });
  });
});

describe('what could not be looked at', () => {
  test.each([
    ['timeout', "Service PSVC123 couldn't be looked at: PagerDuty didn't answer in time."],
    ['network', "Service PSVC123 couldn't be looked at: PagerDuty can't be reached."],
    ['bad-body', "Service PSVC123 couldn't be looked at: PagerDuty answered nonsense."],
    ['rate-limited', "Service PSVC123 couldn't be looked at: PagerDuty takes no more questions right now."],
    ['server', "Service PSVC123 couldn't be looked at: PagerDuty answered with an error of its own."],
    ['shape', "Service PSVC123 couldn't be looked at: PagerDuty answered in a form that isn't known."],
  ] as const)('%s', (fault, says) => {
    expect(sayNotLookedAt('pagerduty', 'Service PSVC123', { source: 'PagerDuty', fault })).toMatchObject({
      outcome: 'unknown',
      says,
    });
  });

  test('a token that is refused is a failure', () => {
    expect(sayNotLookedAt('pagerduty', 'Service PSVC123', { source: 'PagerDuty', fault: 'auth' })).toEqual(
      failure(
        'pagerduty',
        'Service PSVC123: PagerDuty refuses the token.',
        'Was it taken back, or does it reach a part of the account only? Make a key under Integrations, API Access Keys, and put it into PAGERDUTY_TOKEN.',
      ),
    );
  });

  test('a scope that is missing is named', () => {
    expect(sayRefused('slack', 'User groups', { code: 'missing_scope', needed: ['usergroups:read'] })).toEqual(
      unknown(
        'slack',
        "User groups couldn't be looked at: the bot lacks the scope usergroups:read.",
        'Add it at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace.',
      ),
    );
    expect(sayRefused('slack', 'User groups', { code: 'team_access_not_granted', needed: [] }).says).toBe(
      "User groups couldn't be looked at: Slack says team_access_not_granted.",
    );
  });

  test('a fault of our own gives its name and not its message', () => {
    expect(sayOwnFault('key', 'Values', new TypeError(CANARY)).says).toBe(
      "Values couldn't be looked at: a fault of Nightlatch's own (TypeError).",
    );
    expect(sayOwnFault('key', 'Values', CANARY).says).not.toContain(CANARY);
  });
});

describe('the environment', () => {
  test('a variable that is set, and one that is wrong', () => {
    const variables = [
      { name: 'SLACK_BOT_TOKEN', mend: 'Copy it.' },
      { name: 'PORT', mend: 'Set it to a number.', mistake: '“x” is not a port from 0 to 65535' },
    ];
    expect(judgeVariables(variables)).toEqual([
      ok('environment', 'SLACK_BOT_TOKEN is set.'),
      failure('environment', 'PORT “x” is not a port from 0 to 65535.', 'Set it to a number.'),
    ]);
  });

  test('a name that nothing reads, and two that can not both be meant', () => {
    expect(judgeStrangeNames([{ name: 'SLACK_BOT_TOKN', nearest: 'SLACK_BOT_TOKEN' }])).toEqual([
      warning('environment', 'SLACK_BOT_TOKN is set, and nothing reads it.', 'Was SLACK_BOT_TOKEN meant?'),
    ]);
    expect(contradiction('both', 'one', true).outcome).toBe('failure');
    expect(contradiction('both', 'one', false).outcome).toBe('warning');
  });
});

describe('the policy file', () => {
  test('without a mistake, with what is worth a look', () => {
    expect(judgePolicyFile({ ok: true, warnings: ['nightlatch.yml:3 x: y'], resources: 1, people: 2 })).toEqual([
      ok('policy', 'The policy file has no mistake: 1 resource, 2 people.'),
      warning('policy', 'nightlatch.yml:3 x: y', 'nightlatch policy check tells all of them.'),
    ]);
  });

  test('with mistakes: how many, and the first three', () => {
    const mistakes = ['one', 'two', 'three', 'four'];
    expect(judgePolicyFile({ ok: false, isThere: true, mistakes }).map(({ says, mend }) => [says, mend])).toEqual([
      ['The policy file has 4 mistakes: one', 'The bot keeps the policy in force. nightlatch policy check tells all of them.'],
      ['two', 'nightlatch policy check tells all of them.'],
      ['three', 'nightlatch policy check tells all of them.'],
    ]);
    expect(judgePolicyFile({ ok: false, isThere: true, mistakes: ['one'] })[0]?.says).toBe('The policy file has a mistake: one');
  });

  test('that is not there', () => {
    expect(judgePolicyFile({ ok: false, isThere: false, mistakes: ['nightlatch.yml: does not exist'] })).toEqual([
      failure(
        'policy',
        'There is no policy file: nightlatch.yml: does not exist',
        'Write one with nightlatch init, or set NIGHTLATCH_POLICY to where it is.',
      ),
    ]);
  });
});

describe('a port', () => {
  const at = { name: 'PORT', host: '127.0.0.1', port: 3000 } as const;

  test.each([
    [{ state: 'free' }, 'note', 'Nothing listens on 127.0.0.1:3000 (PORT): it is free for the bot.'],
    [{ state: 'taken', missing: [] }, 'ok', 'A bot runs on port 3000 and is ready.'],
    [
      { state: 'taken', missing: ['the database was not reached', 'no policy is in force'] },
      'warning',
      "A bot runs on port 3000 and isn't ready: the database was not reached; no policy is in force.",
    ],
    [{ state: 'taken', missing: undefined }, 'failure', "Something that isn't Nightlatch listens on port 3000 (PORT)."],
    [{ state: 'forbidden' }, 'failure', 'This user may not listen on port 3000 (PORT).'],
    [{ state: 'elsewhere' }, 'failure', '127.0.0.1 is no address of this machine.'],
  ] as [PortState, Finding['outcome'], string][])('%o', (is, outcome, says) => {
    expect(judgePort(at, is, false)).toMatchObject({ area: 'bot', outcome, says });
  });

  test('of metrics that is taken while a bot runs is the bot’s', () => {
    const metrics = { ...at, name: 'METRICS_PORT', port: 9464 } as const;
    expect(judgePort(metrics, { state: 'taken', missing: undefined }, true)).toEqual(
      ok('bot', 'Metrics are served on port 9464.'),
    );
    expect(judgePort(metrics, { state: 'taken', missing: undefined }, false).outcome).toBe('failure');
  });
});

describe('the shape of an answer', () => {
  test('has every place with kinds and lengths', () => {
    const answer = {
      ok: true,
      oncalls: [
        { user: { summary: 'Alice' }, end: null, level: 1 },
        { user: { summary: 'Bob' }, end: '2026-03-01', level: 2 },
      ],
      empty: [],
    };
    expect(shapeOf(answer)).toEqual([
      '(all): object',
      'ok: boolean',
      'oncalls: list of 2',
      'oncalls[]: object (2×)',
      'oncalls[].user: object (2×)',
      'oncalls[].user.summary: text of 3 to 5 (2×)',
      'oncalls[].end: null, text of 10',
      'oncalls[].level: number (2×)',
      'empty: list of 0',
    ]);
  });

  test('holds no value and no key that may be one', () => {
    const answer = { [CANARY]: CANARY, XF0123: { label: CANARY }, list: [CANARY, { [`${CANARY} x`]: 1 }] };
    const shape = shapeOf(answer).join('\n');
    expect(shape).not.toContain('canary');
    expect(shape).not.toContain('XF0123');
    expect(shape).toContain('*.label: text of 33');
  });

  test('of something endless is cut off', () => {
    const answer = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n]));
    expect(shapeOf(answer)).toHaveLength(201);
    expect(shapeOf(answer).at(-1)).toBe('… and 101 more');
  });
});
