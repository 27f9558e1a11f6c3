import { describe, expect, test } from 'vitest';
import type { Policy, Rule } from '../../src/domain/policy.ts';
import { emptyForm, type UnlockForm } from '../../src/domain/unlock-form.ts';
import { type RequestOutcome, requestAccess } from '../../src/use-cases/request-access.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

const ON_CALL: Rule = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });

function aPolicyWith(...rules: Rule[]): Policy {
  return aPolicy({ resources: new Map([['db-prod', aResource({ rules })]]) });
}

async function aNightWithAliceOnCall(...rules: Rule[]): Promise<Night> {
  const night = await aQuietNight(aPolicyWith(...(rules.length > 0 ? rules : [ON_CALL])));
  const shift = {
    user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
    level: 1,
    start: START.subtract({ hours: 1 }),
  };
  night.onCall.put('db-primary', [{ ...shift, end: START.add({ hours: 2 }) }]);
  return night;
}

function unlock(night: Night, words = 'db-prod', slackId = 'U01ALICE', windowExternalId?: string): Promise<RequestOutcome> {
  return requestAccess(night, { slackId, words, channel: 'C0INC', ...(windowExternalId !== undefined && { windowExternalId }) });
}

function codeOf(outcome: RequestOutcome): string {
  return outcome.outcome === 'refused' ? outcome.because.code : outcome.outcome;
}

describe('/unlock', () => {
  test('opens what the policy allows, with its entry, its evidence and its cards', async () => {
    const night = await aNightWithAliceOnCall();
    const outcome = await unlock(night, 'db-prod because replica lag', 'U01ALICE', 'window-1');
    if (outcome.outcome !== 'granted') throw new Error(codeOf(outcome));
    const { grant } = outcome;
    expect(outcome).toMatchObject({ alreadyOpen: false, reader: { timezone: 'Europe/Berlin', now: START } });
    expect(grant).toMatchObject({
      holder: { name: 'Alice', slackId: 'U01ALICE' },
      variables: ['DATABASE_URL', 'PGPASSWORD'],
      reason: 'replica lag',
      endsBecause: 'asked',
    });
    expect(grant.endsAt).toEqual(START.add({ minutes: 30 }));
    const [entry] = night.recorded();
    expect(entry).toMatchObject({ kind: 'access-granted', by: { kind: 'person', name: 'alice' } });
    expect(entry?.about).toMatchObject({
      ...{ grant: grant.id, slackId: 'U01ALICE', rule: 'on call', policyHash: 'a'.repeat(64) },
      evidence: { onCall: [{ target: 'db-primary', answer: 'yes', level: 1, shiftEnd: '2026-03-01T05:17:00Z' }] },
    });
    const places = (await night.cards()).flatMap(({ subject, place }) => (subject.kind === 'grant' ? [place] : []));
    expect(places).toEqual([
      { kind: 'direct', to: 'U01ALICE' },
      { kind: 'channel', channel: 'C0AUDIT' },
      { kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' },
    ]);
  });

  test('is refused with the evidence on record when the caller is not on call', async () => {
    const night = await aNightWithAliceOnCall();
    expect(codeOf(await unlock(night, 'db-prod', 'U02BOB'))).toBe('not-allowed');
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'refused',
        by: expect.objectContaining({ name: 'bob' }),
        about: expect.objectContaining({
          code: 'not-allowed',
          resource: 'db-prod',
          evidence: expect.objectContaining({ onCall: [{ provider: 'PagerDuty', target: 'db-primary', answer: 'no' }] }),
        }),
      }),
    ]);
    expect((await night.cards()).filter(({ subject }) => subject.kind === 'grant')).toEqual([]);
  });

  test.each(['guest', 'bot', 'deactivated', 'outsider'] as const)(
    'from a %s gets one answer and leaves nothing',
    async (standing) => {
      const night = await aNightWithAliceOnCall();
      night.directory.put(aMember({ slackId: 'U09NEW', standing }));
      const words = ['db-prod', 'no-such-thing', ''];
      const outcomes = await Promise.all(words.map((said) => unlock(night, said, 'U09NEW')));
      expect(outcomes.map((outcome) => outcome.outcome === 'refused' && outcome.because)).toEqual(
        Array(3).fill({ code: 'outsider' }),
      );
      expect(night.recorded()).toEqual([]);
      expect(await night.tx((tx) => tx.people.byName('slack:U09NEW'))).toBeUndefined();
    },
  );

  test('asks Slack afresh who is asking, every time', async () => {
    const night = await aNightWithAliceOnCall();
    await unlock(night);
    await unlock(night);
    expect(night.directory.askedAfresh).toEqual(['U01ALICE', 'U01ALICE']);
  });

  test('opens nothing when Slack does not say who is asking', async () => {
    const night = await aNightWithAliceOnCall();
    night.directory.fail('timeout');
    await expect(unlock(night)).rejects.toMatchObject({ name: 'SourceUnavailable', source: 'Slack' });
    expect(night.recorded()).toEqual([]);
  });

  test('is refused while this process holds no policy', async () => {
    const night = await aNightWithAliceOnCall();
    night.hold(undefined);
    expect(await unlock(night)).toMatchObject({ because: { code: 'no-policy' }, reader: { timezone: 'Europe/Berlin' } });
  });

  test('is refused when the policy held is not the one in force', async () => {
    const night = await aNightWithAliceOnCall();
    night.hold({ ...aPolicyWith(aRule()), hash: 'b'.repeat(64) });
    expect(codeOf(await unlock(night))).toBe('no-policy');
    expect((await night.cards()).filter(({ subject }) => subject.kind === 'grant')).toEqual([]);
  });

  test.each(['timeout', 'server', 'bad-body', 'rate-limited', 'auth', 'shape', 'network'] as const)(
    'is refused as unknown, never as no or yes, when PagerDuty fails with %s',
    async (fault) => {
      const night = await aNightWithAliceOnCall();
      night.onCall.fail(fault);
      expect(codeOf(await unlock(night))).toBe('cannot-tell');
      expect(night.recorded()[0]?.about).toMatchObject({ evidence: { onCall: [{ answer: fault }] } });
    },
  );

  test('without words is help, and says what there is', async () => {
    const night = await aNightWithAliceOnCall();
    expect(await unlock(night, '')).toMatchObject({ outcome: 'help', resources: [{ name: 'db-prod' }] });
    expect(await unlock(night, 'help')).toMatchObject({ outcome: 'help' });
    expect(night.recorded()).toEqual([]);
  });

  test('a mistake in the words is refused and recorded without them', async () => {
    const night = await aNightWithAliceOnCall();
    expect(codeOf(await unlock(night, 'db-prod for banana'))).toBe('not-understood');
    expect(codeOf(await unlock(night, 'db-prdo'))).toBe('unknown-resource');
    expect(night.recorded().map(({ about }) => about)).toEqual([{ code: 'not-understood' }, { code: 'unknown-resource' }]);
  });

  test('ten a minute are decided, the eleventh is refused and told from when on, and trying again moves nothing', async () => {
    const night = await aNightWithAliceOnCall();
    for (let asked = 0; asked < 10; asked++) expect(codeOf(await unlock(night, 'db-prod', 'U02BOB'))).toBe('not-allowed');
    await night.clock.advance({ seconds: 50 });
    const refused = { because: { code: 'too-many-requests', perMinute: 10, opensAt: START.add({ minutes: 1 }) } };
    for (let again = 0; again < 3; again++) expect(await unlock(night, 'db-prod', 'U02BOB')).toMatchObject(refused);
    await night.clock.advance({ seconds: 10 });
    expect(codeOf(await unlock(night, 'db-prod', 'U02BOB'))).toBe('not-allowed');
  });

  test('help and what is not understood count for nothing', async () => {
    const night = await aNightWithAliceOnCall();
    for (let asked = 0; asked < 10; asked++) {
      expect(codeOf(await unlock(night, 'help'))).toBe('help');
      expect(codeOf(await unlock(night, 'db-prod for banana'))).toBe('not-understood');
    }
    expect(codeOf(await unlock(night))).toBe('granted');
  });

  test('a named incident becomes the reason and the bond', async () => {
    const inIncident = aRule({ when: { incident: { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'others' } } });
    const night = await aNightWithAliceOnCall(inIncident);
    night.incidents.put(anIncident());
    const outcome = await unlock(night, 'db-prod in INC-42');
    if (outcome.outcome !== 'granted') throw new Error(codeOf(outcome));
    expect(outcome.grant.reason).toBe('INC-42: Replica lag');
    expect(outcome.grant.incident).toEqual({ id: 'QINC042', number: 42, title: 'Replica lag' });
    expect(outcome.grant.terms.endsWithIncident).toBe(true);
    expect(night.recorded()[0]?.about).toMatchObject({ incident: 'INC-42', evidence: { incident: { tiedBy: 'named' } } });
  });

  /** Sources that need that long to answer. */
  function answeringAfter(night: Night, seconds: number): Night {
    const shiftsOn: Night['onCall']['shiftsOn'] = async (...asked) => {
      const shifts = await night.onCall.shiftsOn(...asked);
      await night.clock.advance({ seconds });
      return shifts;
    };
    return { ...night, onCall: { shiftsOn } as Night['onCall'] };
  }

  test('a shift that ends while the sources are asked opens nothing', async () => {
    const night = await aNightWithAliceOnCall();
    const shift = { user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' }, level: 1, start: START };
    night.onCall.put('db-primary', [{ ...shift, end: START.add({ seconds: 3 }) }]);
    expect(codeOf(await unlock(answeringAfter(night, 3)))).toBe('not-allowed');
  });

  test('what the sources said opens nothing once it is over 15 s old', async () => {
    const night = await aNightWithAliceOnCall();
    expect(codeOf(await unlock(answeringAfter(night, 16)))).toBe('cannot-tell');
    expect(codeOf(await unlock(answeringAfter(night, 15)))).toBe('granted');
  });
});

describe('the form', () => {
  const ask = (night: Night, given: Partial<UnlockForm> = {}) =>
    requestAccess(night, { slackId: 'U01ALICE', form: { ...emptyForm('db-prod'), ...given }, channel: 'U01ALICE' });

  test('is decided as the same words are', async () => {
    const night = await aNightWithAliceOnCall();
    const outcome = await ask(night, { variables: ['PGPASSWORD'], time: '20m', reason: 'replica lag' });
    expect(outcome).toMatchObject({ outcome: 'granted', grant: { variables: ['PGPASSWORD'], reason: 'replica lag' } });
    expect(outcome.outcome === 'granted' && outcome.grant.endsAt).toEqual(START.add({ minutes: 20 }));
  });

  test('that a new policy made wrong is refused as the same words are, and counts for nothing', async () => {
    const night = await aNightWithAliceOnCall();
    for (let asked = 0; asked < 11; asked++) {
      expect(codeOf(await ask(night, { resource: 'gone' }))).toBe('unknown-resource');
      expect(codeOf(await ask(night, { variables: ['GONE'] }))).toBe('unknown-variable');
    }
    expect(codeOf(await ask(night))).toBe('granted');
  });
});
