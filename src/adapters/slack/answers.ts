import type { ChannelId, SlackUserId } from '../../domain/names.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Message, Window } from './blocks/kit.ts';
import { windowAsMessage } from './blocks/window-as-message.ts';
import type { SlackClients } from './clients.ts';
import type { PostToHook } from './hooks.ts';
import { SlackFault } from './slack-fault.ts';
import { updateWindow } from './windows.ts';

/** Where a person waits for an answer. `window` is the external id of the one that is or may be open. */
export interface AnswerPlace {
  user: SlackUserId;
  channel?: ChannelId;
  responseUrl?: string;
  window?: string;
}

export interface AnswersNeeds {
  clients: SlackClients;
  post: PostToHook;
  log: Logger;
}

/** In their window, or if that can't be in one message that only they see. Whether they were told. Never throws. Never for a secret view. */
export async function tell(needs: AnswersNeeds, place: AnswerPlace, window: Window): Promise<boolean> {
  const { interactive } = needs.clients;
  const { window: externalId } = place;
  if (externalId !== undefined && (await worked(needs, () => updateWindow(interactive, externalId, window)))) return true;
  return say(needs, place, windowAsMessage(window));
}

/** One message that only they see: by `response_url`, else in the channel, else directly. Whether they were told. Never throws. */
export async function say(needs: AnswersNeeds, place: AnswerPlace, message: Message): Promise<boolean> {
  const { text, blocks } = message;
  const answer = { response_type: 'ephemeral', replace_original: false, text, blocks };
  if (place.responseUrl !== undefined && (await needs.post(place.responseUrl, answer))) return true;
  const { interactive } = needs.clients;
  const { channel, user } = place;
  const quiet = { text, blocks, unfurl_links: false, unfurl_media: false };
  if (channel !== undefined && (await worked(needs, () => interactive('chat.postEphemeral', { channel, user, text, blocks }))))
    return true;
  return worked(needs, () => interactive('chat.postMessage', { channel: user, ...quiet }));
}

async function worked(needs: AnswersNeeds, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof SlackFault) needs.log.warn('answer not taken', { method: error.method, code: error.code });
    else needs.log.error('answer failed', {}, error);
    return false;
  }
}
