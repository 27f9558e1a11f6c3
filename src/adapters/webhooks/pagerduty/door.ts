import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Secret } from '../../../domain/secret.ts';
import type { Logger } from '../../../ports/logger.ts';
import { StoreUnavailable } from '../../../ports/store.ts';
import type { WebhookDelivery } from '../../../ports/webhook-deliveries.ts';
import { readWebhook } from './read.ts';
import { isSignedByPagerDuty } from './verify.ts';

/** PagerDuty sends no more than that. */
export const BIGGEST_WEBHOOK = 256 * 1024;

export interface WebhookDoorNeeds {
  /** Ours, each of which counts; with none, nothing is let in. */
  secrets: readonly Secret[];
  readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'no-room' | 'cut-off'>;
  /** Whether there is somewhere to keep what comes. */
  isOpen(): boolean;
  /** Keeps it; whether there is something to do. Throws StoreUnavailable. */
  take(delivery: WebhookDelivery): Promise<boolean>;
  /** Something was kept, and its sender knows. */
  kick(): void;
  log: Logger;
}

/** Where PagerDuty's webhooks come in. */
export interface WebhookDoor {
  requestListener: RequestListener;
  /** Resolves when every delivery that came in has its answer. */
  drain(): Promise<void>;
}

/**
 * Lets in what PagerDuty signed, and answers 2xx once it is kept, 503 where it can't be: then PagerDuty comes again, for two days. What it did sign is
 * never answered by a 4xx, even where it is odd or not for us: three of these in a row, and PagerDuty sends nothing for a day.
 */
export function pagerDutyDoor(needs: WebhookDoorNeeds): WebhookDoor {
  const inside = new Set<Promise<void>>();
  return {
    requestListener(request, response) {
      const answering: Promise<void> = admit(needs, request, response)
        .catch((error: unknown) => {
          needs.log.error('webhook failed', {}, error);
          if (!response.headersSent) end(response, 500);
        })
        .finally(() => inside.delete(answering));
      inside.add(answering);
    },
    async drain() {
      await Promise.all(inside);
    },
  };
}

async function admit(needs: WebhookDoorNeeds, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { log, secrets } = needs;
  if (request.method !== 'POST') return end(response, 405);
  const body = await needs.readBody(request);
  if (body === 'cut-off') return void response.destroy();
  if (body === 'no-room') return end(response, 503);
  if (body === 'too-large') return end(response, 413);
  if (!isSignedByPagerDuty(request.headersDistinct, body, secrets)) {
    log.warn('unsigned webhook refused', { bytes: body.length, secrets: secrets.length });
    return end(response, 401);
  }
  const read = readWebhook(body);
  switch (read.kind) {
    case 'odd':
      log.error('webhook not understood', { bytes: body.length });
      return end(response, 200);
    case 'ping':
      log.info('webhook pinged', {});
      return end(response, 200);
    case 'unused':
      log.info('webhook of no use', { event: read.event });
      return end(response, 200);
    case 'incident':
      return take(needs, read.delivery, response);
  }
}

async function take(needs: WebhookDoorNeeds, delivery: WebhookDelivery, response: ServerResponse): Promise<void> {
  if (!needs.isOpen()) return end(response, 503);
  try {
    const isWork = await needs.take(delivery);
    end(response, 202);
    if (isWork) needs.kick();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    needs.log.error('webhook not kept', { event: delivery.event, incident: delivery.incidentId }, error);
    end(response, 503);
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 413 ? { connection: 'close' } : {}).end();
}
