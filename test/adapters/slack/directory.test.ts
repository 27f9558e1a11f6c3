import { describe, expect, test } from 'vitest';
import { slackDirectory } from '../../../src/adapters/slack/directory.ts';
import { aSlackBench } from './a-slack-bench.ts';

const bench = aSlackBench();
const directory = () => bench.outside.directory;

describe('who someone is', () => {
  test.each([
    ['alice', 'full'],
    ['dave', 'guest'],
    ['erin', 'deactivated'],
    ['frank', 'outsider'],
    ['nightlatch', 'bot'],
  ])('%s is %s', async (who, standing) => {
    const { id } = bench.sandbox.as(who);
    expect(await directory().member(id, 'fresh')).toMatchObject({ slackId: id, standing });
  });

  test('name, zone and address as Slack has them; an outsider has no address', async () => {
    const { id } = bench.sandbox.as('bob');
    expect(await directory().member(id, 'fresh')).toEqual({
      slackId: id,
      displayName: 'Bob',
      standing: 'full',
      email: 'bob@example.com',
      timezone: 'America/New_York',
    });
    expect((await directory().member('U06FRANK', 'fresh')).email).toBeUndefined();
  });

  test('someone Slack does not know is an outsider', async () => {
    expect(await directory().member('U0NOBODY', 'fresh')).toMatchObject({ standing: 'outsider' });
  });

  test.each(['is_restricted', 'is_bot', 'is_ultra_restricted'])(
    'an answer without %s makes nobody a full member',
    async (missing) => {
      const user = { id: 'U01ALICE', team_id: 'T0123ABCD', name: 'alice', deleted: false, profile: {} };
      const flags = { is_restricted: false, is_bot: false, is_ultra_restricted: false };
      const { [missing as keyof typeof flags]: _, ...rest } = flags;
      const asked = async () => ({ user: { ...user, ...rest } });
      const clients = { interactive: asked, background: asked, close: async () => undefined };
      const member = await slackDirectory({ clients, teamId: () => 'T0123ABCD' }).member('U01ALICE', 'fresh');
      expect(member.standing).toBe('outsider');
    },
  );

  test('a stranger of our own team id, as Slack Connect knows them, is an outsider', async () => {
    const flags = { is_restricted: false, is_bot: false, is_ultra_restricted: false, is_stranger: true };
    const asked = async () => ({ user: { id: 'U1', team_id: 'T', name: 'x', deleted: false, profile: {}, ...flags } });
    const clients = { interactive: asked, background: asked, close: async () => undefined };
    expect((await slackDirectory({ clients, teamId: () => 'T' }).member('U1', 'fresh')).standing).toBe('outsider');
  });

  test('fresh is asked each time, recent at most once a minute', async () => {
    let now = 0;
    const one = slackDirectory({ clients: bench.outside.clients, teamId: () => bench.sandbox.teamId, monotonicMs: () => now });
    const asked = () => bench.sandbox.slack.callsTo('users.info').length;
    await one.member('U01ALICE', 'recent');
    await one.member('U01ALICE', 'recent');
    expect(asked()).toBe(1);
    await one.member('U01ALICE', 'fresh');
    expect(asked()).toBe(2);
    now = 59_999;
    await one.member('U01ALICE', 'recent');
    expect(asked()).toBe(2);
    now = 60_000;
    await one.member('U01ALICE', 'recent');
    expect(asked()).toBe(3);
  });

  test('a zone that is none is UTC, and one Slack cannot say now is as last seen', async () => {
    await bench.sandbox.slack.changePerson('bob', { timezone: 'America/New_York' }, { silently: true });
    expect(await directory().zoneOf('U02BOB')).toBe('America/New_York');
    bench.sandbox.slack.failNext('users.info', 'html', 9);
    expect(await directory().zoneOf('U02BOB')).toBe('America/New_York');
    expect(await directory().zoneOf('U03CAROL')).toBe('UTC');
    const asked = async () => ({ user: { id: 'U1', team_id: 'T', name: 'x', deleted: false, tz: 'Mars/Olympus', profile: {} } });
    const clients = { interactive: asked, background: asked, close: async () => undefined };
    expect(await slackDirectory({ clients, teamId: () => 'T' }).zoneOf('U1')).toBe('UTC');
  });
});

describe('an answer that is none is a fault, never a person', () => {
  test.each([
    ['hang', 'timeout'],
    ['html', 'server'],
    ['status-500', 'server'],
    ['bad-json', 'bad-body'],
    ['drop', 'network'],
    ['ratelimited', 'rate-limited'],
    ['invalid_auth', 'auth'],
    ['missing_scope', 'auth'],
    ['internal_error', 'server'],
  ])('%s is %s', async (fault, kind) => {
    bench.sandbox.slack.failNext('users.info', fault);
    await expect(directory().member('U01ALICE', 'fresh')).rejects.toMatchObject({
      name: 'SourceUnavailable',
      source: 'Slack',
      kind,
    });
  });

  test('an odd shape too', async () => {
    const asked = async () => ({ ok: true, user: { id: 7 } });
    const clients = { interactive: asked, background: asked, close: async () => undefined };
    await expect(slackDirectory({ clients, teamId: () => 'T' }).member('U1', 'fresh')).rejects.toMatchObject({ kind: 'shape' });
  });
});

describe('by address', () => {
  test('the one full member who has it', async () => {
    expect(await directory().memberByEmail('alice@example.com')).toBe('U01ALICE');
    expect(await directory().memberByEmail('nobody@example.com')).toBeUndefined();
    expect(await directory().memberByEmail('dave@example.com')).toBeUndefined();
    expect(await directory().memberByEmail('frank@example.org')).toBeUndefined();
  });

  test('a failed look-up is a fault', async () => {
    bench.sandbox.slack.failNext('users.lookupByEmail', 'ratelimited');
    await expect(directory().memberByEmail('alice@example.com')).rejects.toMatchObject({ kind: 'rate-limited' });
  });
});

describe('a user group', () => {
  test('has the members Slack says', async () => {
    expect(await directory().groupMembers('S0LEADS')).toEqual(['U02BOB', 'U03CAROL']);
  });

  test.each([
    ['plan_upgrade_required', 'server'],
    ['missing_scope', 'auth'],
    ['no_such_subteam', 'auth'],
  ])('that Slack refuses (%s) is a fault, never empty', async (code, kind) => {
    bench.sandbox.slack.failNext('usergroups.users.list', code);
    await expect(directory().groupMembers('S0LEADS')).rejects.toMatchObject({
      name: 'SourceUnavailable',
      source: 'Slack',
      kind,
    });
  });
});
