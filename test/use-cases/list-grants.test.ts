import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { GRANTS_A_PAGE, type ListOutcome, listGrants } from '../../src/use-cases/list-grants.ts';
import { markRotated } from '../../src/use-cases/mark-rotated.ts';
import { beginReveal, revealValues } from '../../src/use-cases/reveal-values.ts';
import { aMember, BOB } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened } from './a-quiet-night.ts';

const POLICY: Policy = aPolicy({
  resources: new Map(['db-prod', 'db-test'].map((name) => [name, aResource({ name })])),
});

/** Alice holds `db-prod`, then `db-test`; Bob holds `db-prod`. */
async function aNightWithGrants(): Promise<Night> {
  const night = await aQuietNight(POLICY);
  await opened(night);
  await night.clock.advance({ seconds: 1 });
  await opened(night, { resource: 'db-test' });
  await night.clock.advance({ seconds: 1 });
  await opened(night, { for: BOB });
  return night;
}

function grants(night: Night, words: string, slackId = 'U01ALICE', page = 0): Promise<ListOutcome> {
  return listGrants(night, { slackId, words, page });
}

/** Shows them the values of their grant of `db-prod`; the grant's id. */
async function seen(night: Night, slackId: string): Promise<string[]> {
  const mine = await grants(night, 'db-prod', slackId);
  const held = mine.outcome === 'list' ? mine.entries.filter(({ standing }) => standing.holder) : [];
  for (const { grant } of held) {
    const begun = await beginReveal(night, { slackId, grantId: grant.id, externalId: `window ${grant.id}` });
    if (begun) await revealValues(night, slackId, begun.reveal.id);
  }
  return held.map(({ grant }) => grant.id);
}

function listed(outcome: ListOutcome): string[] {
  if (outcome.outcome !== 'list') throw new Error(outcome.outcome);
  return outcome.entries.map(({ grant }) => `${grant.holder.name} ${grant.resource}`);
}

describe('/grants', () => {
  test('alone lists mine, newest first, and is no entry', async () => {
    const night = await aNightWithGrants();
    expect(listed(await grants(night, ''))).toEqual(['Alice db-test', 'Alice db-prod']);
    expect(night.recorded()).toEqual([]);
  });

  test.each([
    ['all', ['Bob db-prod', 'Alice db-test', 'Alice db-prod']],
    ['<@U02BOB>', ['Bob db-prod']],
    ['db-prod', ['Bob db-prod', 'Alice db-prod']],
    ['all history 7d', ['Bob db-prod', 'Alice db-test', 'Alice db-prod']],
  ])("%s lists others' too, which is itself an entry", async (words, expected) => {
    const night = await aNightWithGrants();
    expect(listed(await grants(night, words))).toEqual(expected);
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'log-read',
        by: expect.objectContaining({ name: 'alice' }),
        about: { asked: words, page: 0 },
      }),
    ]);
  });

  test('with history lists ended ones that started since', async () => {
    const night = await aNightWithGrants();
    await night.clock.advance({ minutes: 59, seconds: 59 });
    expect(listed(await grants(night, ''))).toEqual([]);
    expect(listed(await grants(night, 'history 2h'))).toEqual(['Alice db-test', 'Alice db-prod']);
    expect(listed(await grants(night, 'history 1h'))).toEqual(['Alice db-test']);
  });

  test('exposed lists whose values were seen and not rotated, ended ones too, to those who may see what was read', async () => {
    const night = await aNightWithGrants();
    const [first] = await seen(night, 'U01ALICE');
    await seen(night, 'U02BOB');
    expect(listed(await grants(night, 'exposed', 'U03CAROL'))).toEqual(['Bob db-prod', 'Alice db-prod']);
    await night.clock.advance({ hours: 1 });
    expect(listed(await grants(night, 'exposed', 'U03CAROL'))).toEqual(['Bob db-prod', 'Alice db-prod']);
    expect(listed(await grants(night, 'exposed'))).toEqual(['Alice db-prod']);
    expect(listed(await grants(night, 'exposed <@U02BOB>', 'U03CAROL'))).toEqual(['Bob db-prod']);
    expect(listed(await grants(night, 'exposed db-test', 'U03CAROL'))).toEqual([]);
    await markRotated(night, { slackId: 'U01ALICE', grantId: first ?? '' });
    expect(await grants(night, 'exposed', 'U03CAROL')).toMatchObject({ entries: [], hidden: false });
    expect(night.ofKind('log-read')).not.toEqual([]);
  });

  test('exposed says that something was left out, and nothing of what it is', async () => {
    const night = await aNightWithGrants();
    await seen(night, 'U01ALICE');
    expect(await grants(night, 'exposed', 'U02BOB')).toMatchObject({ entries: [], hidden: true });
    expect(await grants(night, 'all', 'U02BOB')).toMatchObject({ hidden: false });
  });

  test('where this process holds another policy than the one in force, only one’s own are told in full', async () => {
    const night = await aNightWithGrants();
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), roles: { owners: ['alice'], auditors: [] } }));
    night.hold(POLICY);
    const nothing = { holder: false, details: false, revoke: false };
    const told = await grants(night, 'all', 'U03CAROL');
    expect(told.outcome === 'list' && told.entries.map(({ standing }) => standing)).toEqual(Array(3).fill(nothing));
    const own = await grants(night, '', 'U02BOB');
    expect(own).toMatchObject({ entries: [{ standing: { holder: true, details: true, revoke: false } }] });
  });

  test('of somebody who never came by is empty, not everyone, and makes no person of them', async () => {
    const night = await aNightWithGrants();
    expect(listed(await grants(night, '<@U77NEVER>'))).toEqual([]);
    expect(await night.tx((tx) => tx.people.byName('slack:U77NEVER'))).toBeUndefined();
    expect(night.ofKind('log-read')).toHaveLength(1);
  });

  test('by another account of the same person lists the same', async () => {
    const people = new Map([['alice', { name: 'alice', slack: ['U01ALICE', 'U09ALICE'] }]]);
    const night = await aQuietNight(aPolicy({ people }));
    night.directory.put(aMember({ slackId: 'U09ALICE' }));
    await opened(night);
    const outcome = await grants(night, '', 'U09ALICE');
    expect(outcome.outcome === 'list' && outcome.entries[0]?.standing.holder).toBe(true);
    expect(listed(await grants(night, '<@U09ALICE>', 'U02BOB'))).toEqual(['Alice db-prod']);
  });

  test('comes ten a page, each with how the reader stands to it', async () => {
    const night = await aQuietNight(POLICY);
    for (let count = 0; count < 12; count++) {
      await opened(night, { resource: `r-${count}` });
      await night.clock.advance({ seconds: 1 });
    }
    const first = await grants(night, 'all', 'U02BOB');
    const second = await grants(night, 'all', 'U02BOB', 1);
    expect(listed(first)).toHaveLength(GRANTS_A_PAGE);
    expect(listed(second)).toEqual(['Alice r-1', 'Alice r-0']);
    expect([first, second].map((one) => one.outcome === 'list' && one.more)).toEqual([true, false]);
    const nothing = { holder: false, details: false, revoke: false };
    expect(first.outcome === 'list' && first.entries.map(({ standing }) => standing)).toEqual(Array(10).fill(nothing));
    expect(night.ofKind('log-read').map(({ about }) => about.page)).toEqual([0, 1]);
  });

  test('says what could be unlocked, and help and mistakes without reading anything', async () => {
    const night = await aNightWithGrants();
    expect(await grants(night, '', 'U03CAROL')).toMatchObject({
      entries: [],
      unlockable: [{ name: 'db-prod' }, { name: 'db-test' }],
    });
    expect((await grants(night, 'help')).outcome).toBe('help');
    expect(await grants(night, 'no-such')).toMatchObject({ outcome: 'refused', because: { code: 'unknown-resource' } });
    expect(night.recorded()).toEqual([]);
  });

  test.each(['guest', 'bot', 'deactivated', 'outsider'] as const)('a %s gets one answer whatever they ask', async (standing) => {
    const night = await aNightWithGrants();
    night.directory.put(aMember({ standing }));
    for (const words of ['', 'all', 'no-such', 'help']) {
      expect(await grants(night, words)).toMatchObject({ outcome: 'refused', because: { code: 'outsider' } });
    }
    expect(night.recorded()).toEqual([]);
  });

  test('without a policy is refused, and without Slack or database is a fault', async () => {
    const night = await aNightWithGrants();
    night.hold(undefined);
    expect(await grants(night, '')).toMatchObject({ because: { code: 'no-policy' } });
    night.hold(POLICY);
    night.directory.fail('timeout');
    await expect(grants(night, '')).rejects.toMatchObject({ name: 'SourceUnavailable' });
    night.directory.heal();
    night.store.down = true;
    await expect(grants(night, '')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('of others is not answered where its entry cannot be kept', async () => {
    const night = await aNightWithGrants();
    const list = night.store.transaction.bind(night.store);
    night.store.transaction = (work) =>
      list(async (tx) => {
        const result = await work(tx);
        night.store.down = true;
        return result;
      });
    await expect(grants(night, 'all')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('says which sources do not answer now', async () => {
    const night = await aNightWithGrants();
    await night.tx((tx) => tx.outages.begin('PagerDuty', 'timeout'));
    expect(await grants(night, '')).toMatchObject({ outages: [{ source: 'PagerDuty', fault: 'timeout' }] });
    await night.tx((tx) => tx.outages.end('PagerDuty'));
    expect(await grants(night, '')).toMatchObject({ outages: [] });
  });
});
