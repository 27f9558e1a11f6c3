import type { SlackIdentity } from '../live-world.ts';
import { NEEDED_SCOPES, NEEDED_SOCKET_SCOPE } from '../slack-scopes.ts';
import { type Finding, failure, note, ok, warning } from './finding.ts';

/** What to do where the bot lacks a scope that was named. */
export const REINSTALL =
  'Add it at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace.';
const COPY = 'copy the Bot User OAuth Token anew (api.slack.com/apps, your app, OAuth & Permissions) into SLACK_BOT_TOKEN.';

const REFUSALS: Record<string, [says: string, mend: string]> = {
  invalid_auth: [
    "Slack doesn't know the bot token.",
    `Was it cut off when it was copied? Then ${COPY} If the app allows certain addresses only, add this machine's.`,
  ],
  not_authed: ["Slack doesn't know the bot token.", `Is it empty? Then ${COPY}`],
  token_revoked: [
    'The bot token was revoked: the app was removed from the workspace, or somebody took the token back.',
    `Install the app to the workspace again, then ${COPY}`,
  ],
  token_expired: [
    'The bot token has expired: token rotation is on, and Nightlatch renews no tokens.',
    "Rotation can't be switched off again: make the app anew from the manifest, and install that.",
  ],
  account_inactive: [
    "The bot's account is deactivated: the app was switched off or removed.",
    `Let an admin of the workspace allow it again (Manage apps), or install it again and ${COPY}`,
  ],
  not_allowed_token_type: ["That isn't a bot token.", `It must begin with xoxb-: ${COPY}`],
  org_login_required: ['The workspace is being moved and takes no calls.', 'Wait until the move is over.'],
  ekm_access_denied: ['Administrators have suspended access to the workspace by its keys.', 'Ask them.'],
};

/** That Slack refuses the bot's token, by Slack's own code for it. */
export function judgeRefusedToken(code: string): Finding {
  const [says, mend] = REFUSALS[code] ?? [
    `Slack refuses the bot token (${code}).`,
    `Look ${code} up at docs.slack.dev, or ${COPY}`,
  ];
  return failure('slack', says, mend);
}

/** Whose token it is, against the workspace that the policy is for. */
export function judgeWorkspace({ team, botUser }: SlackIdentity, policyTeam: string | undefined): Finding {
  if (policyTeam !== undefined && policyTeam !== team.id) {
    return failure(
      'slack',
      `The bot token is of workspace ${team.name} (${team.id}), the policy is for ${policyTeam}.`,
      `Use the token of ${policyTeam}, or write team: ${team.id} under slack in the policy.`,
    );
  }
  return ok('slack', `The token is that of @${botUser.name} in workspace ${team.name} (${team.id}).`);
}

/** The scopes that the token carries, against those that are needed. */
export function judgeScopes(granted: SlackIdentity['scopes']): Finding[] {
  if (granted === undefined) {
    return [
      note('slack', "Slack didn't say which scopes the token has.", 'Compare them with the manifest, under OAuth & Permissions.'),
    ];
  }
  const missing = Object.entries(NEEDED_SCOPES)
    .filter(([scope]) => !granted.includes(scope))
    .map(([scope, without]) => failure('slack', `The bot lacks the scope ${scope}: ${without}.`, REINSTALL));
  const more = granted.filter((scope) => !Object.hasOwn(NEEDED_SCOPES, scope));
  const superfluous =
    more.length === 0
      ? []
      : [
          warning(
            'slack',
            `The bot may do more than it needs: ${more.join(', ')}.`,
            'Take them away at api.slack.com/apps, your app, OAuth & Permissions; then Reinstall to Workspace.',
          ),
        ];
  const all = missing.length === 0 ? [ok('slack', 'The bot has every scope that it needs.')] : [];
  return [...missing, ...all, ...superfluous];
}

/** Whether the app-level token opens sockets, by Slack's code where it doesn't. */
export function judgeSocket(refusedWith: string | undefined): Finding {
  if (refusedWith === undefined) return ok('slack', 'Socket mode: the app-level token opens connections.');
  const again = 'Make one at api.slack.com/apps, your app, Basic Information, App-Level Tokens';
  if (refusedWith === 'missing_scope') {
    return failure(
      'slack',
      `The app-level token lacks the scope ${NEEDED_SOCKET_SCOPE}, so nothing arrives from Slack.`,
      `${again}, with ${NEEDED_SOCKET_SCOPE}, and put it into SLACK_APP_TOKEN.`,
    );
  }
  return failure(
    'slack',
    `The app-level token opens no connection (${refusedWith}), so nothing arrives from Slack.`,
    `Is Socket Mode switched on (your app, Socket Mode)? ${again}, and put it into SLACK_APP_TOKEN.`,
  );
}

/** What only a person in Slack can see. */
export function whatSlackCantBeAsked(): Finding {
  return note(
    'slack',
    "Slack can't be asked whether commands, buttons and the home tab reach the bot.",
    "Type /nightlatch help in Slack, and open the app's Home tab: both must answer.",
  );
}
