import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Secret } from '../../domain/secret.ts';
import { NEWEST_SIGNATURE_SECONDS, OLDEST_SIGNATURE_SECONDS } from '../../domain/signature-age.ts';

/** How many seconds ago, by this machine's clock, Slack signed these bytes; undefined where it didn't. */
export function signedSecondsAgo(
  headers: IncomingMessage['headersDistinct'],
  body: Buffer,
  secret: Secret,
  now: Temporal.Instant,
): number | undefined {
  const timestamp = only(headers['x-slack-request-timestamp']);
  const signature = only(headers['x-slack-signature']);
  if (timestamp === undefined || signature === undefined) return undefined;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return undefined;
  const expected = createHmac('sha256', secret.reveal()).update(`v0:${timestamp}:`).update(body).digest();
  const isSlacks = timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
  return isSlacks ? Math.floor(now.epochMilliseconds / 1000) - Number(timestamp) : undefined;
}

/**
 * Whether Slack signed these bytes lately: exactly one of each header, a time in digits that is at most 300 s old and at most 60 s ahead.
 * Bolt accepts any time ahead, so that a signature could be kept for later.
 */
export function isSignedBySlack(
  headers: IncomingMessage['headersDistinct'],
  body: Buffer,
  secret: Secret,
  now: Temporal.Instant,
): boolean {
  const age = signedSecondsAgo(headers, body, secret, now);
  return age !== undefined && age <= OLDEST_SIGNATURE_SECONDS && age >= -NEWEST_SIGNATURE_SECONDS;
}

function only(values: string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}
