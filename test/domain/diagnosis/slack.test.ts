import { describe, expect, test } from 'vitest';
import {
  channelsOf,
  closedForCertain,
  judgeChannel,
  judgeNoUserGroups,
  judgeUserGroups,
  userGroupsOf,
} from '../../../src/domain/diagnosis/slack-places.ts';
import { judgeRefusedToken, judgeScopes, judgeSocket, judgeWorkspace } from '../../../src/domain/diagnosis/slack-token.ts';
import type { SlackChannel, SlackIdentity } from '../../../src/domain/live-world.ts';
import { NEEDED_SCOPES } from '../../../src/domain/slack-scopes.ts';
import { aPolicy, aResource, aRule } from '../../builders/a-policy.ts';

const identity: SlackIdentity = {
  team: { id: 'T0123ABCD', name: 'Acme' },
  botUser: { id: 'U0NIGHTBOT', name: 'nightlatch' },
  scopes: [],
  clockAhead: undefined,
};
const copy = 'copy the Bot User OAuth Token anew (api.slack.com/apps, your app, OAuth & Permissions) into SLACK_BOT_TOKEN.';
const needed = Object.keys(NEEDED_SCOPES);

describe('the bot token', () => {
  test.each([
    [
      'invalid_auth',
      "Slack doesn't know the bot token.",
      `Was it cut off when it was copied? Then ${copy} If the app allows certain addresses only, add this machine's.`,
    ],
    [
      'token_revoked',
      'The bot token was revoked: the app was removed from the workspace, or somebody took the token back.',
      `Install the app to the workspace again, then ${copy}`,
    ],
    [
      'account_inactive',
      "The bot's account is deactivated: the app was switched off or removed.",
      `Let an admin of the workspace allow it again (Manage apps), or install it again and ${copy}`,
    ],
    [
      'token_expired',
      'The bot token has expired: token rotation is on, and Nightlatch renews no tokens.',
      "Rotation can't be switched off again: make the app anew from the manifest, and install that.",
    ],
    ['not_allowed_token_type', "That isn't a bot token.", `It must begin with xoxb-: ${copy}`],
    [
      'team_added_to_org',
      'Slack refuses the bot token (team_added_to_org).',
      `Look team_added_to_org up at docs.slack.dev, or ${copy}`,
    ],
  ])('that is refused with %s', (code, says, mend) => {
    expect(judgeRefusedToken(code)).toEqual({ area: 'slack', outcome: 'failure', says, mend });
  });

  test('of another workspace than the policy is for', () => {
    expect(judgeWorkspace(identity, 'T0OTHER')).toEqual({
      area: 'slack',
      outcome: 'failure',
      says: 'The bot token is of workspace Acme (T0123ABCD), the policy is for T0OTHER.',
      mend: 'Use the token of T0OTHER, or write team: T0123ABCD under slack in the policy.',
    });
  });

  test.each([['T0123ABCD'], [undefined]])('of the workspace of the policy, or without a policy: %s', (team) => {
    expect(judgeWorkspace(identity, team)).toEqual({
      area: 'slack',
      outcome: 'ok',
      says: 'The token is that of @nightlatch in workspace Acme (T0123ABCD).',
    });
  });
});

describe('scopes', () => {
  test('exactly those that are needed', () => {
    expect(judgeScopes(needed)).toEqual([{ area: 'slack', outcome: 'ok', says: 'The bot has every scope that it needs.' }]);
  });

  test('each that is missing is told with what follows', () => {
    expect(judgeScopes(needed.filter((scope) => scope !== 'usergroups:read'))).toEqual([
      {
        area: 'slack',
        outcome: 'failure',
        says: 'The bot lacks the scope usergroups:read: nobody counts as a member of a Slack user group.',
        mend: 'Add it at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace.',
      },
    ]);
    expect(judgeScopes([])).toHaveLength(needed.length);
  });

  test('more than is needed is a warning', () => {
    expect(judgeScopes([...needed, 'channels:history', 'im:write']).at(-1)).toEqual({
      area: 'slack',
      outcome: 'warning',
      says: 'The bot may do more than it needs: channels:history, im:write.',
      mend: 'Take them away at api.slack.com/apps, your app, OAuth & Permissions; then Reinstall to Workspace.',
    });
  });

  test('that Slack does not tell are nothing to mend', () => {
    expect(judgeScopes(undefined)).toMatchObject([{ outcome: 'note' }]);
  });
});

describe('socket mode', () => {
  test.each([
    [undefined, 'ok', 'Socket mode: the app-level token opens connections.'],
    ['missing_scope', 'failure', 'The app-level token lacks the scope connections:write, so nothing arrives from Slack.'],
    ['invalid_auth', 'failure', 'The app-level token opens no connection (invalid_auth), so nothing arrives from Slack.'],
  ])('%s', (code, outcome, says) => {
    expect(judgeSocket(code)).toMatchObject({ outcome, says });
  });
});

describe('channels', () => {
  const named = { id: 'C0AUDIT', as: 'audit channel' };
  const channel = (given: Partial<SlackChannel> = {}): SlackChannel => ({
    ...{ id: 'C0AUDIT', name: 'audit-access', isPrivate: true, isMember: true, isArchived: false, isSharedOutside: false },
    ...given,
  });

  test.each([
    [
      undefined,
      'failure',
      "The audit channel C0AUDIT isn't there, or it is private and the bot isn't in it.",
      "Type /invite @nightlatch in the channel. If the id is wrong: it stands at the end of the channel's details in Slack.",
    ],
    [
      channel({ isMember: false }),
      'failure',
      "The audit channel #audit-access (C0AUDIT): the bot isn't in it, so nothing can be posted.",
      'Type /invite @nightlatch there.',
    ],
    [
      channel({ isArchived: true }),
      'failure',
      'The audit channel #audit-access (C0AUDIT) is archived: nothing can be posted.',
      'Unarchive it in Slack, or name another in the policy.',
    ],
    [
      channel({ isSharedOutside: true }),
      'failure',
      'The audit channel #audit-access (C0AUDIT) is shared with another workspace, where people would see who holds what.',
      'Name a channel of your own workspace in the policy, or end the sharing in Slack.',
    ],
    [channel(), 'ok', 'The audit channel #audit-access (C0AUDIT): the bot is in it.', undefined],
  ])('%o', (found, outcome, says, mend) => {
    expect(judgeChannel(named, found, 'nightlatch')).toEqual({ area: 'slack', outcome, says, ...(mend && { mend }) });
  });

  const all = Object.keys(NEEDED_SCOPES);
  test.each<[string, SlackChannel | undefined, readonly string[] | undefined, string | undefined]>([
    ['the bot is in it', channel(), all, undefined],
    ['there is none', undefined, all, 'not-there'],
    ['there may be a private one of which the token can’t know', undefined, ['channels:read'], undefined],
    ['there is none, and Slack did not say what the token may', undefined, undefined, undefined],
    ['the bot isn’t in it', channel({ isMember: false }), all, 'not-in-it'],
    ['the bot may post without being in it', channel({ isMember: false }), [...all, 'chat:write.public'], undefined],
    ['the bot isn’t in it, and Slack did not say what the token may', channel({ isMember: false }), undefined, undefined],
    ['it is archived', channel({ isArchived: true, isMember: false }), undefined, 'archived'],
    ['outsiders read it', channel({ isSharedOutside: true }), undefined, 'shared-outside'],
  ])('closed for certain, or not: %s', (_, found, scopes, because) => {
    expect(closedForCertain(found, scopes)).toBe(because);
  });

  test('are the two of the policy and every rule’s own, each once', () => {
    const terms = { by: [], count: 1, within: Temporal.Duration.from({ minutes: 15 }) };
    const rules = [
      aRule({ name: 'asks', approve: { ...terms, channel: 'C0PAY' } }),
      aRule({ name: 'asks too', approve: { ...terms, channel: 'C0AUDIT' } }),
      aRule({ name: 'asks there', approve: terms }),
    ];
    expect(channelsOf(aPolicy({ resources: new Map([['db-prod', aResource({ rules })]]) }))).toEqual([
      { id: 'C0AUDIT', as: 'audit channel' },
      { id: 'C0APPR', as: 'approval channel' },
      { id: 'C0PAY', as: 'channel of db-prod, rule “asks”' },
    ]);
  });
});

describe('user groups', () => {
  const policy = aPolicy({
    groups: new Map([
      ['leads', { name: 'leads', kind: 'slack-user-group', id: 'S0LEADS' }],
      ['sre', { name: 'sre', kind: 'people', members: ['alice'] }],
    ]),
  });
  const group = { id: 'S0LEADS', handle: 'dba-leads', name: 'Leads', isDisabled: false, members: 2 };

  test.each([
    [
      [],
      'failure',
      'Slack has no user group S0LEADS, which is the group leads in the policy.',
      'Correct the id under groups, leads.',
    ],
    [
      [{ ...group, isDisabled: true }],
      'failure',
      'User group @dba-leads (the group leads in the policy) is disabled: nobody counts as a member.',
      'Enable it in Slack, or list the people in the policy.',
    ],
    [
      [{ ...group, members: 0 }],
      'warning',
      'User group @dba-leads (the group leads in the policy) has no members.',
      'Add people to it in Slack, or list them in the policy.',
    ],
    [[group], 'ok', 'User group @dba-leads (the group leads in the policy) is there.', undefined],
    [[{ ...group, members: undefined }], 'ok', 'User group @dba-leads (the group leads in the policy) is there.', undefined],
  ])('%o', (found, outcome, says, mend) => {
    expect(judgeUserGroups(userGroupsOf(policy), found)).toEqual([{ area: 'slack', outcome, says, ...(mend && { mend }) }]);
  });

  test('that the plan has none of: what follows, and what to write instead', () => {
    expect(judgeNoUserGroups(userGroupsOf(policy))).toEqual({
      area: 'slack',
      outcome: 'failure',
      says: "The workspace's plan has no user groups, so who is in leads stays unknown: rules and approvers by them never count.",
      mend: 'List the people in the policy instead, such as groups: { leads: [alice, bob] }.',
    });
  });
});
