import { sayRefusal } from '../../domain/say-refusal.ts';
import type { Logger } from '../../ports/logger.ts';
import { boldLine } from './blocks/parts.ts';
import { windowOf } from './blocks/window.ts';
import type { PostToHook } from './hooks.ts';
import type { Incoming } from './incoming.ts';

export interface TurnAwayNeeds {
  post: PostToHook;
  processNow(): Temporal.Instant;
  log: Logger;
}

/** The one sentence that everyone outside gets, whatever they asked. `ack` takes what Slack is to show, if it shows anything. */
export async function turnAway(
  needs: TurnAwayNeeds,
  incoming: Extract<Incoming, { kind: 'outsider' }>,
  ack: (answer?: object) => void,
): Promise<void> {
  needs.log.warn('outsider refused', { of: incoming.of });
  const { text } = sayRefusal({ code: 'outsider' }, { timezone: 'UTC', now: needs.processNow() });
  const answer = { response_type: 'ephemeral', replace_original: false, text };
  if (incoming.of === 'command') return ack(answer);
  if (incoming.of === 'submission') return ack({ response_action: 'update', view: windowOf([boldLine(text)]) });
  ack();
  if (incoming.of === 'click' && incoming.responseUrl !== undefined) await needs.post(incoming.responseUrl, answer);
}
