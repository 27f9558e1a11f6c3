import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { NEEDED_SCOPES } from '../../../src/domain/slack-scopes.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { openSlackProbe, openSocketProbe } from '../../../src/wiring/probes.ts';

const AT = Temporal.Instant.from('2026-03-01T03:17:00Z');

let sandbox: Sandbox;
let opened: ReturnType<typeof openSlackProbe>;

beforeEach(async () => {
  sandbox = await startSandbox();
  opened = openSlackProbe({ token: new Secret(sandbox.botToken), apiUrl: sandbox.slackApiUrl });
});
afterEach(async () => {
  await opened.close();
  await sandbox.close();
});

describe('whose token it is', () => {
  test('workspace, bot and scopes are as Slack says', async () => {
    sandbox.slack.workspace.scopes.delete('groups:read');
    const { team, botUser, scopes } = await opened.probe.identity();
    expect(team).toEqual({ id: 'T0123ABCD', name: 'Nightlatch sandbox' });
    expect(botUser).toEqual({ id: 'U0NIGHTBOT', name: 'nightlatch' });
    const others = Object.keys(NEEDED_SCOPES).filter((scope) => scope !== 'groups:read');
    expect(scopes).toEqual(others);
  });

  test('no scope at all is an empty list', async () => {
    sandbox.slack.workspace.scopes.clear();
    expect((await opened.probe.identity()).scopes).toEqual([]);
  });

  test.each([
    [{ hours: -1 }, 3600],
    [{ seconds: 0 }, 0],
    [{ seconds: 90 }, -90],
  ])('Slack’s clock set %o apart puts ours %i s ahead', async (by, ahead) => {
    sandbox.slack.setClockAhead(by);
    const seconds = (await opened.probe.identity()).clockAhead?.total('seconds') ?? Number.NaN;
    // The header has whole seconds, and it may be a while until it is read.
    expect(Math.abs(seconds - ahead)).toBeLessThan(10);
  });

  test('the time that Slack said is compared with the time at which it was heard', async () => {
    sandbox.slack.setClockAhead(AT.since(Temporal.Now.instant()));
    const own = openSlackProbe({ token: new Secret(sandbox.botToken), apiUrl: sandbox.slackApiUrl }, () =>
      AT.add({ minutes: 5 }),
    );
    expect(Math.round((await own.probe.identity()).clockAhead?.total('minutes') ?? 0)).toBe(5);
    await own.close();
  });
});

describe('a no of Slack’s is told with its word', () => {
  test.each(['token_revoked', 'account_inactive'])('%s', async (code) => {
    sandbox.slack.refuseToken(code);
    await expect(opened.probe.identity()).rejects.toMatchObject({ name: 'SlackRefused', code });
  });

  test('another token is invalid_auth', async () => {
    const other = openSlackProbe({ token: new Secret('xoxb-other'), apiUrl: sandbox.slackApiUrl });
    await expect(other.probe.identity()).rejects.toMatchObject({ name: 'SlackRefused', code: 'invalid_auth' });
    await other.close();
  });

  test('missing_scope names the scope that is needed', async () => {
    sandbox.slack.workspace.scopes.delete('usergroups:read');
    await expect(opened.probe.listUserGroups()).rejects.toMatchObject({ code: 'missing_scope', needed: ['usergroups:read'] });
    sandbox.slack.workspace.scopes.delete('groups:read');
    await expect(opened.probe.channel('C0AUDIT')).rejects.toMatchObject({ code: 'missing_scope', needed: ['groups:read'] });
  });

  test('a plan without user groups is plan_upgrade_required', async () => {
    sandbox.slack.groupLookUp = 'no-plan';
    await expect(opened.probe.listUserGroups()).rejects.toMatchObject({ code: 'plan_upgrade_required' });
  });
});

describe('silence is told with its kind', () => {
  test.each([
    ['hang', 'timeout'],
    ['html', 'server'],
    ['bad-json', 'bad-body'],
    ['drop', 'network'],
    ['ratelimited', 'rate-limited'],
    ['internal_error', 'server'],
  ])('%s is %s', async (fault, kind) => {
    sandbox.slack.failNext(/./, fault, 9);
    await expect(opened.probe.identity()).rejects.toMatchObject({ name: 'SourceUnavailable', source: 'Slack', kind });
  });
});

describe('channels and groups', () => {
  test('a channel is as it stands', async () => {
    const { workspace } = sandbox.slack;
    expect(await opened.probe.channel('C0AUDIT')).toEqual({
      id: 'C0AUDIT',
      name: 'audit-access',
      isPrivate: true,
      isMember: true,
      isArchived: false,
      isSharedOutside: false,
    });
    expect(await opened.probe.channel('C0GENERAL')).toMatchObject({ isPrivate: false, isMember: false });
    workspace.channel('C0INC42').archived = true;
    expect(await opened.probe.channel('C0INC42')).toMatchObject({ isArchived: true });
    expect(await opened.probe.channel('C0SHARED')).toMatchObject({ isSharedOutside: true });
    workspace.channel('C0APPR').pendingExtShared = true;
    expect(await opened.probe.channel('C0APPR')).toMatchObject({ isSharedOutside: true });
  });

  test('one that is not there, or private without the bot, is none', async () => {
    expect(await opened.probe.channel('C0NOWHERE')).toBeUndefined();
    sandbox.channel('audit-access').removeBot();
    expect(await opened.probe.channel('C0AUDIT')).toBeUndefined();
  });

  test('all channels are listed over their pages, archived ones left out', async () => {
    const { workspace } = sandbox.slack;
    for (let n = 0; n < 1500; n += 1) workspace.addChannel({ id: `C1${n}`, name: `team-${n}`, kind: 'public', members: [] });
    workspace.channel('C0INC42').archived = true;
    const names = (await opened.probe.listChannels()).map(({ name }) => name);
    expect(names).toHaveLength(1504);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(names).not.toContain('inc-42-checkout-latency');
  });

  test('all user groups are listed, disabled ones as such', async () => {
    sandbox.slack.workspace.groups.set('S0OLD', {
      id: 'S0OLD',
      handle: 'old',
      name: 'Old',
      users: [],
      disabledAt: 1_700_000_000,
    });
    expect(await opened.probe.listUserGroups()).toEqual([
      { id: 'S0LEADS', handle: 'dba-leads', name: 'Database leads', isDisabled: false, members: 2 },
      { id: 'S0OLD', handle: 'old', name: 'Old', isDisabled: true, members: 0 },
    ]);
  });
});

describe('an app-level token', () => {
  const tried = async (token: string) => {
    const { probe, close } = openSocketProbe({ token: new Secret(token), apiUrl: sandbox.slackApiUrl });
    try {
      return await probe.tryOpen().then(
        () => 'opens',
        (error: { code?: string; kind?: string }) => error.code ?? error.kind,
      );
    } finally {
      await close();
    }
  };

  test('opens a socket, another token does not', async () => {
    expect(await tried(sandbox.appToken)).toBe('opens');
    expect(await tried('xapp-other')).toBe('invalid_auth');
    expect(await tried(sandbox.botToken)).toBe('not_allowed_token_type');
    sandbox.slack.failNext('apps.connections.open', 'missing_scope');
    expect(await tried(sandbox.appToken)).toBe('missing_scope');
    sandbox.slack.failNext('apps.connections.open', 'html');
    expect(await tried(sandbox.appToken)).toBe('server');
  });
});
