import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Secret } from '../../../domain/secret.ts';

// PagerDuty sends one a secret of the subscription: two while its secret is changed.
const MOST_SIGNATURES = 10;

/**
 * Whether PagerDuty signed these bytes: any of the signatures in its header, by any of our secrets, so that either side can change its secret without
 * a delivery being lost. What was said of the body elsewhere, such as `X-Webhook-Id`, isn't signed.
 */
export function isSignedByPagerDuty(
  headers: IncomingMessage['headersDistinct'],
  body: Buffer,
  secrets: readonly Secret[],
): boolean {
  const given = (headers['x-pagerduty-signature'] ?? []).flatMap((value) => value.split(',')).slice(0, MOST_SIGNATURES);
  const signatures = given.flatMap((one) => /^v1=([0-9a-f]{64})$/i.exec(one.trim())?.[1] ?? []);
  const expected = secrets.map((secret) => createHmac('sha256', secret.reveal()).update(body).digest());
  // All are compared, so that the time says nothing of which one fits.
  const fits = signatures.flatMap((one) => expected.map((digest) => timingSafeEqual(digest, Buffer.from(one, 'hex'))));
  return fits.includes(true);
}
