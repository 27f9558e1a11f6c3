import { z } from 'zod';
import type { SlackCalls } from './clients.ts';
import type { OwnIds } from './incoming.ts';
import { SlackFault } from './slack-fault.ts';

/** What Slack says of the token. */
export interface BotIds extends OwnIds {
  botId: string;
}

const identity = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
  enterprise_id: z.string().nullish(),
});

const itself = z.object({ bot: z.object({ app_id: z.string().min(1) }) });

/** Asks Slack which workspace, bot and app the token is of: deliveries of any other are refused. Throws SlackFault. */
export async function botIdsOf(call: SlackCalls): Promise<BotIds> {
  const read = identity.safeParse(await call('auth.test', {}));
  if (!read.success) throw new SlackFault('auth.test', 'unavailable', 'odd_shape');
  const { team_id: teamId, user_id: botUserId, bot_id: botId, enterprise_id: enterpriseId } = read.data;
  const app = itself.safeParse(await call('bots.info', { bot: botId }));
  if (!app.success) throw new SlackFault('bots.info', 'unavailable', 'odd_shape');
  return { teamId, botUserId, botId, appId: app.data.bot.app_id, ...(enterpriseId ? { enterpriseId } : {}) };
}
