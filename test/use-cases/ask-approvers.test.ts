import { describe, expect, test } from 'vitest';
import { isWaiting } from '../../src/domain/request.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aRule } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import {
  aNightOfAsking,
  anAskingRule,
  asked,
  ONE_LEAD,
  onCall,
  placesOf,
  stateOf,
  TWO_LEADS,
  unlock,
} from './a-night-of-asking.ts';
import { START } from './a-quiet-night.ts';

const MINUTES = (minutes: number) => Temporal.Duration.from({ minutes });

describe('asking', () => {
  test('opens nothing, waits a quarter of an hour, and keeps who could agree, on record', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    expect(request).toMatchObject({ state: 'pending', rule: 'on call, quiet', approvals: [], requester: { name: 'Alice' } });
    expect(request.expiresAt).toEqual(START.add({ minutes: 15 }));
    expect(request.eligible.map(({ person }) => person)).toEqual(['bob', 'carol', 'dan']);
    expect(await night.tx((tx) => tx.grants.countOpen(request.requester.personId))).toBe(0);
    const [entry] = night.ofKind('access-asked');
    expect(entry).toMatchObject({
      by: { kind: 'person', name: 'alice' },
      about: { request: request.id, resource: 'db-prod', needs: 1, reason: 'replica lag', rule: 'on call, quiet' },
    });
  });

  test("posts the approvers' card to the policy's channel, to everyone directly while nobody of them is on call, and to the requester", async () => {
    const night = await aNightOfAsking();
    const request = await asked(night, undefined, 'window-1');
    expect((await placesOf(night, request)).toSorted()).toEqual(['C0APPR', 'U01ALICE', 'U02BOB', 'U03CAROL', 'U04DAN', 'window']);
  });

  test("the rule's own channel comes first, and only those on call are written to", async () => {
    const approve = { ...ONE_LEAD, channel: 'C0DBA' };
    const when = { onCall: ['db-primary', 'db-secondary'] };
    const night = await aNightOfAsking([anAskingRule({ approve, when })]);
    night.onCall.put('db-primary', [
      {
        user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
        level: 1,
        start: START,
        end: START.add({ hours: 2 }),
      },
      {
        user: { provider: 'pagerduty' as const, id: 'PDAN004', name: 'Dan' },
        level: 1,
        start: START,
        end: START.add({ hours: 2 }),
      },
    ]);
    const request = await asked(night);
    expect(request.eligible.map(({ person, onCall }) => [person, onCall])).toEqual([
      ['dan', true],
      ['bob', false],
      ['carol', false],
    ]);
    expect((await placesOf(night, request)).toSorted()).toEqual(['C0DBA', 'U01ALICE', 'U04DAN']);
  });

  test('never asks the requester, by none of their accounts', async () => {
    const people = new Map([
      ['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'], pagerduty: 'PALICE1' }],
      ['bob', { name: 'bob', slack: ['U02BOB'] }],
    ]);
    const night = await aNightOfAsking(undefined, { people });
    night.directory.put(aMember({ slackId: 'U09ALICE' }));
    night.directory.putGroup('S0LEADS', ['U01ALICE', 'U09ALICE', 'U02BOB']);
    expect((await asked(night)).eligible.map(({ slackId }) => slackId)).toEqual(['U02BOB']);
  });

  test('leaves out guests, bots and those whose account is closed', async () => {
    const night = await aNightOfAsking();
    night.directory.put({ ...BOB, standing: 'guest' });
    night.directory.put(aMember({ slackId: 'U03CAROL', standing: 'deactivated' }));
    expect((await asked(night)).eligible.map(({ slackId }) => slackId)).toEqual(['U04DAN']);
  });

  test('refuses at once where too few could ever agree', async () => {
    const night = await aNightOfAsking([anAskingRule({ approve: TWO_LEADS })]);
    night.directory.putGroup('S0LEADS', ['U01ALICE', 'U02BOB']);
    expect(await unlock(night)).toMatchObject({
      outcome: 'refused',
      because: { code: 'too-few-approvers', count: 2, found: ['Bob'] },
    });
    expect(night.ofKind('refused')).toHaveLength(1);
  });

  test('says so where nobody can tell who could agree', async () => {
    const night = await aNightOfAsking();
    night.directory.failGroups('auth');
    expect(await unlock(night)).toMatchObject({
      outcome: 'refused',
      because: { code: 'approvers-unknown', unanswered: { source: 'Slack', fault: 'auth', about: 'approvers' } },
    });
  });

  test('asks those it knows of where another source is silent', async () => {
    const by = [{ kind: 'group', group: 'leads' } as const, { kind: 'person', person: 'carol' } as const];
    const night = await aNightOfAsking([anAskingRule({ approve: { ...ONE_LEAD, by } })]);
    night.directory.failGroups('rate-limited');
    expect((await asked(night)).eligible.map(({ person }) => person)).toEqual(['carol']);
  });

  test('asking again meets the request that waits', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    expect(await unlock(night, 'db-prod for 2h', 'window-2')).toMatchObject({ alreadyAsked: true, request: { id: request.id } });
    expect(night.ofKind('access-asked')).toHaveLength(1);
    expect((await night.tx((tx) => tx.cards.windowOf('window-2')))?.subject).toEqual({ kind: 'request', requestId: request.id });
  });

  test('asking again for what is open shows that, whatever more of it waits for a yes', async () => {
    const atOnce = aRule({ name: 'in the group', when: { member: ['leads'] } });
    const night = await aNightOfAsking([atOnce, anAskingRule()]);
    night.directory.putGroup('S0LEADS', ['U01ALICE', 'U02BOB']);
    await unlock(night);
    night.directory.putGroup('S0LEADS', ['U02BOB']);
    const request = await asked(night, 'db-prod for 1h');
    expect(await unlock(night, 'db-prod')).toMatchObject({ outcome: 'granted', alreadyOpen: true });
    expect(await unlock(night, 'db-prod for 1h')).toMatchObject({ alreadyAsked: true, request: { id: request.id } });
  });

  test('one past its time that no job has settled yet makes room for the next', async () => {
    const night = await aNightOfAsking();
    const first = await asked(night);
    await night.clock.advance({ minutes: 15 });
    const second = await asked(night);
    expect(second.id).not.toBe(first.id);
    expect((await stateOf(night, first)).state).toBe('expired');
    expect(isWaiting(await stateOf(night, second), night.clock.at)).toBe(true);
  });

  test('says what was asked: how long, and that a time asked for too long is cut', async () => {
    const night = await aNightOfAsking();
    expect((await asked(night, 'db-prod for 4h')).offer.length.total('minutes')).toBe(60);
  });

  test('behind a rule that nobody can check it asks, and says what could not be checked', async () => {
    const incident = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'anyone' } as const;
    const night = await aNightOfAsking([
      aRule({ name: 'incident', when: { incident } }),
      anAskingRule({ when: { member: ['sre'] } }),
    ]);
    night.incidents.fail('timeout');
    expect((await asked(night)).unchecked).toEqual([{ source: 'PagerDuty', fault: 'timeout', about: 'incident' }]);
  });

  test('is refused like any other request where the rule does not hold', async () => {
    const night = await aNightOfAsking();
    onCall(night, false);
    expect(await unlock(night)).toMatchObject({ outcome: 'refused', because: { code: 'not-allowed' } });
  });
});

describe('breaking glass', () => {
  const GLASS = anAskingRule({
    name: 'break glass',
    breakGlass: true,
    when: { member: ['sre'] },
    grant: { default: MINUTES(15), atMost: MINUTES(30) },
  });
  const REVIEW = { by: ['carol'], within: Temporal.Duration.from({ hours: 24 }) };

  test('is told to the audit channel when it is asked for', async () => {
    const night = await aNightOfAsking([GLASS]);
    await asked(night, 'db-prod break-glass because replica lag');
    const notes = (await night.cards()).filter(({ subject }) => subject.kind === 'note' && subject.note.kind === 'glass-broken');
    expect(notes.map(({ place }) => place)).toEqual([{ kind: 'channel', channel: 'C0AUDIT' }]);
  });

  test('needs nobody where the rule says so, while nobody answers, and is to be reviewed', async () => {
    const { approve: _, ...alone } = GLASS;
    const night = await aNightOfAsking([anAskingRule(), { ...alone, review: REVIEW }]);
    night.onCall.fail('timeout');
    night.incidents.fail('timeout');
    const outcome = await unlock(night, 'db-prod break-glass because replica lag');
    if (outcome.outcome !== 'granted') throw new Error(outcome.outcome);
    const grant = await night.tx((tx) => tx.grants.byId(outcome.grant.id));
    expect(grant).toMatchObject({ breakGlass: true, review: { by: ['carol'] } });
    expect(grant?.review?.dueAt).toEqual(START.add({ hours: 24 }));
  });

  test('takes the place of what waits for somebody to answer the normal way', async () => {
    const { approve: _, ...alone } = GLASS;
    const night = await aNightOfAsking([anAskingRule(), { ...alone, review: REVIEW }]);
    const request = await asked(night);
    expect(await unlock(night, 'db-prod break-glass because nobody answers')).toMatchObject({
      outcome: 'granted',
      alreadyOpen: false,
    });
    expect(await stateOf(night, request)).toMatchObject({ state: 'withdrawn', settled: { by: { name: 'Alice' } } });
    expect(await unlock(night, 'db-prod break-glass')).toMatchObject({ outcome: 'granted', alreadyOpen: true });
  });

  test('leaves what waits as it is where glass is not broken after all', async () => {
    const night = await aNightOfAsking();
    const request = await asked(night);
    expect(await unlock(night, 'db-prod break-glass')).toMatchObject({ because: { code: 'no-break-glass' } });
    expect((await stateOf(night, request)).state).toBe('pending');
  });

  test('that waits is not asked for twice', async () => {
    const night = await aNightOfAsking([anAskingRule(), GLASS]);
    await asked(night);
    const broken = await asked(night, 'db-prod break-glass');
    expect(await unlock(night, 'db-prod break-glass')).toMatchObject({ alreadyAsked: true, request: { id: broken.id } });
    expect(await unlock(night, 'db-prod')).toMatchObject({ alreadyAsked: true, request: { id: broken.id } });
  });

  test('is refused while an earlier one is overdue for its review', async () => {
    const { approve: _, ...alone } = GLASS;
    const night = await aNightOfAsking([{ ...alone, review: REVIEW }]);
    await unlock(night, 'db-prod break-glass');
    await night.clock.advance({ hours: 23, minutes: 59 });
    expect(await unlock(night, 'db-prod break-glass')).toMatchObject({ outcome: 'granted', alreadyOpen: false });
    await night.clock.advance({ hours: 1 });
    expect(await unlock(night, 'db-prod break-glass')).toMatchObject({
      because: { code: 'review-overdue', resource: 'db-prod', of: 'db-prod', reviewers: ['carol'] },
    });
  });

  test('that is overdue for its review keeps nobody from asking by a normal rule', async () => {
    const { approve: _, ...alone } = GLASS;
    const night = await aNightOfAsking([anAskingRule(), { ...alone, review: REVIEW }]);
    onCall(night, false);
    await unlock(night, 'db-prod break-glass');
    await night.clock.advance({ hours: 25 });
    night.onCall.put('db-primary', [
      {
        user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
        level: 1,
        start: START,
        end: START.add({ hours: 48 }),
      },
    ]);
    expect(await unlock(night, 'db-prod')).toMatchObject({ outcome: 'asked' });
  });
});

test('where another rule asks by the time it is kept than when approvers were looked up, nobody is asked by mistake', async () => {
  const first = anAskingRule({ name: 'on call' });
  const second = anAskingRule({ name: 'in the group', when: { member: ['sre'] }, approve: { ...ONE_LEAD, count: 2 } });
  const night = await aNightOfAsking([first, second]);
  night.onCall.put('db-primary', [
    {
      user: { provider: 'pagerduty' as const, id: 'PALICE1', name: 'Alice' },
      level: 1,
      start: START.subtract({ hours: 1 }),
      end: START.add({ seconds: 5 }),
    },
  ]);
  const { groupMembers } = night.directory;
  night.directory.groupMembers = async (group) => {
    await night.clock.advance({ seconds: 6 });
    return groupMembers.call(night.directory, group);
  };
  expect(await unlock(night)).toMatchObject({ outcome: 'refused', because: { code: 'approvers-unknown' } });
  expect(night.ofKind('access-asked')).toEqual([]);
});

test('less time than is held already changes nothing, and what is held is shown', async () => {
  const night = await aNightOfAsking([aRule({ when: { onCall: ['db-primary'] } })]);
  await unlock(night, 'db-prod for 40m');
  expect(await unlock(night, 'db-prod for 20m')).toMatchObject({ outcome: 'granted', alreadyOpen: true });
  expect(night.ofKind('grant-extended')).toEqual([]);
});

describe('asking again where nobody has to agree any more', () => {
  const incident = { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'anyone' } as const;
  const inIncident = aRule({ name: 'in an incident', when: { onCall: ['db-primary'], incident } });

  test('opens at once, and what waited is withdrawn', async () => {
    const night = await aNightOfAsking([inIncident, anAskingRule()]);
    const waiting = await asked(night);
    night.incidents.put(anIncident());
    expect(await unlock(night)).toMatchObject({ outcome: 'granted', alreadyOpen: false, grant: { rule: 'in an incident' } });
    expect((await stateOf(night, waiting)).state).toBe('withdrawn');
    expect(night.ofKind('request-withdrawn')).toHaveLength(1);
  });

  test('opens without broken glass, when what kept the normal way from being checked answers again', async () => {
    const glass = anAskingRule({ name: 'break glass', breakGlass: true, when: { member: ['sre'] } });
    const night = await aNightOfAsking([inIncident, glass]);
    night.incidents.put(anIncident());
    night.onCall.fail('timeout');
    const waiting = await asked(night, 'db-prod break-glass because replica lag');
    night.onCall.heal();
    expect(await unlock(night)).toMatchObject({ outcome: 'granted', grant: { breakGlass: false } });
    expect((await stateOf(night, waiting)).state).toBe('withdrawn');
  });
});
