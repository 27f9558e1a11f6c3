import type { Method } from '../method.ts';
import { SlackRefusal } from '../refusal.ts';

export const authMethods: Record<string, Method> = {
  'api.test': {
    perMinute: 100,
    run(args) {
      const error = args.text('error');
      if (error !== undefined) throw new SlackRefusal(error, { args: args.all });
      return { args: args.all };
    },
  },
  'auth.test': {
    perMinute: 300,
    run: (_args, { workspace }) => ({
      url: `https://${workspace.domain}.slack.com/`,
      team: 'Nightlatch sandbox',
      user: 'nightlatch',
      team_id: workspace.teamId,
      user_id: workspace.botUserId,
      bot_id: workspace.botId,
      is_enterprise_install: false,
    }),
  },
  'team.info': {
    scopes: ['team:read'],
    perMinute: 50,
    run: (_args, { workspace }) => ({ team: { id: workspace.teamId, name: 'Nightlatch sandbox', domain: workspace.domain } }),
  },
  'bots.info': {
    scopes: ['users:read'],
    perMinute: 50,
    run(args, { workspace }) {
      const bot = args.text('bot') ?? workspace.botId;
      if (bot !== workspace.botId) throw new SlackRefusal('bot_not_found');
      return { bot: { id: bot, deleted: false, name: 'Nightlatch', app_id: workspace.appId, user_id: workspace.botUserId } };
    },
  },
};
