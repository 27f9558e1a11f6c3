import { beforeEach, describe, expect, test } from 'vitest';
import { concludeRequest } from '../../src/use-cases/conclude-request.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aNightOfAsking, approve, asked, stateOf } from './a-night-of-asking.ts';
import { aQuietNight, type Night } from './a-quiet-night.ts';

const WITH_INCIDENT = aRule({ when: { incident: { maxAge: Temporal.Duration.from({ hours: 12 }), openedBy: 'anyone' } } });
const SECOND = anIncident({ id: 'QINC043', number: 43, title: 'Disk full' });

async function bound(night: Night, isShared = false): Promise<void> {
  await night.tx(async ({ incidents }) => {
    await incidents.keep({ ...anIncident(), readAt: night.clock.at });
    await incidents.addChannel('C0INC', 'inc-42');
    await incidents.bind('C0INC', 'QINC042', 'name');
    if (isShared) await incidents.setShared('C0INC', true);
  });
}

describe('asked in the channel of an incident', () => {
  let night: Night;
  const unlock = (words = 'db-prod', channel = 'C0INC') => requestAccess(night, { slackId: aMember().slackId, words, channel });

  beforeEach(async () => {
    night = await aQuietNight(aPolicy({ resources: new Map([['db-prod', aResource({ rules: [WITH_INCIDENT] })]]) }));
    for (const incident of [anIncident(), SECOND]) night.incidents.put(incident);
  });

  test('of two open ones it is that incident, without naming it', async () => {
    await bound(night);
    expect(await unlock()).toMatchObject({
      outcome: 'granted',
      grant: { incident: { number: 42 }, evidence: { incident: { tiedBy: 'channel' } } },
    });
  });

  test('elsewhere, or under another name, it is asked which', async () => {
    await bound(night);
    expect(await unlock('db-prod', 'C0OTHER')).toMatchObject({
      outcome: 'refused',
      because: { shortfalls: [{ because: { kind: 'several-open-incidents' } }] },
    });
    expect(await unlock('db-prod in INC-43')).toMatchObject({ outcome: 'granted', grant: { incident: { number: 43 } } });
  });

  test('shared with another workspace nothing is unlocked from it, and no source is asked', async () => {
    await bound(night, true);
    night.incidents.fail('timeout');
    expect(await unlock('db-prod in INC-42')).toMatchObject({ outcome: 'refused', because: { code: 'channel-shared' } });
    expect(night.ofKind('refused')).toMatchObject([{ about: { code: 'channel-shared' } }]);
    night.incidents.heal();
    expect(await unlock('db-prod in INC-42', 'U01ALICE')).toMatchObject({ outcome: 'granted' });
  });
});

test('a request that waits isn’t granted once its channel is shared', async () => {
  const night = await aNightOfAsking();
  const request = await asked(night);
  await bound(night, true);
  await approve(night, request);
  await concludeRequest(night, request.id);
  expect(await stateOf(night, request)).toMatchObject({ state: 'overtaken', settled: { because: { code: 'refused' } } });
  expect(night.ofKind('access-granted')).toEqual([]);
});
