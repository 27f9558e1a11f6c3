import { NEEDED_SCOPES } from './slack-scopes.ts';

/** How Slack is to deliver: by requests to the bot's address, such as `https://nightlatch.example.com`, or over a socket that it opens. */
export type Delivery = { by: 'request'; url: string } | { by: 'socket' };

const COMMANDS = [
  {
    command: '/unlock',
    description: 'Open a resource while you are on call',
    usage_hint: 'db-prod [for 30m] [in INC-42] [because …], or nothing for a form',
  },
  {
    command: '/grants',
    description: 'Who holds what, and until when',
    usage_hint: '[all | @someone | db-prod] [history 7d]',
  },
  {
    command: '/nightlatch',
    description: "All that isn't about one resource",
    usage_hint: 'help, explain, incident, digest, lockdown',
  },
];

const SHORTCUTS = [
  {
    name: 'Unlock something',
    type: 'global' as const,
    callback_id: 'open_unlock_form',
    description: 'Ask for access in a form',
  },
];

const EVENTS = [
  'app_home_opened' as const,
  'channel_archive' as const,
  'channel_created' as const,
  'channel_id_changed' as const,
  'channel_rename' as const,
  'channel_shared' as const,
  'channel_unarchive' as const,
  'channel_unshared' as const,
  'group_archive' as const,
  'group_rename' as const,
  'group_unarchive' as const,
  'member_joined_channel' as const,
  'user_change' as const,
];

type Scope = keyof typeof NEEDED_SCOPES;

/** The app as Slack is to know it: what is asked for at "Create an app from a manifest". `url` is an origin, without a slash at its end. */
export function slackManifest(delivery: Delivery) {
  const address = delivery.by === 'request' ? `${delivery.url}/slack/events` : undefined;
  const requests = address === undefined ? {} : { request_url: address };
  return {
    display_information: {
      name: 'Nightlatch',
      description: 'Access for the engineer on call, for exactly as long as the policy allows',
      background_color: '#16213e',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'nightlatch', always_online: true },
      shortcuts: SHORTCUTS,
      slash_commands: COMMANDS.map(({ command, ...words }) => {
        return { command, ...(address === undefined ? {} : { url: address }), ...words, should_escape: true };
      }),
    },
    oauth_config: { scopes: { bot: Object.keys(NEEDED_SCOPES) as Scope[] } },
    settings: {
      event_subscriptions: { ...requests, bot_events: EVENTS },
      interactivity: { is_enabled: true, ...requests },
      org_deploy_enabled: false,
      socket_mode_enabled: delivery.by === 'socket',
      token_rotation_enabled: false,
    },
  };
}
