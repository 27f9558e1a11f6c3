/** The scopes that the bot's token needs, and what can't be done without each. The manifest asks for these and no others. */
export const NEEDED_SCOPES = {
  commands: '/unlock, /grants and /nightlatch do nothing',
  'chat:write': 'no card and no direct message can be posted',
  'users:read': 'nobody can be told apart, so everybody is refused',
  'users:read.email': 'people are linked to PagerDuty only where the policy maps them',
  'usergroups:read': 'nobody counts as a member of a Slack user group',
  'channels:read': "whether a public channel is shared outside can't be seen",
  'channels:join': 'it comes into no incident channel by itself',
  'groups:read': "whether a private channel is shared outside can't be seen",
} as const;

/** What the app-level token of socket mode needs. */
export const NEEDED_SOCKET_SCOPE = 'connections:write';
