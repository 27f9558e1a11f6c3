import type { CardSubject } from '../domain/card.ts';
import { isUsable } from '../domain/grant.ts';
import { isForUnlocking } from '../domain/panel.ts';
import { isWaiting } from '../domain/request.ts';
import type { AccessRecordContent, CardContent } from '../ports/card-surface.ts';

// Then the next one is near, and two at once would be read as one week twice.
const DIGEST_LIVES = Temporal.Duration.from({ hours: 6 * 24 });

/**
 * Whether a message that its channel didn't take is worth posting there later: what it is about is open, or waits for somebody, as `content` says it now.
 * What says one thing at one time, as reminders and notes do, isn't.
 */
export function isStillToTell(subject: CardSubject, content: CardContent | undefined): boolean {
  if (!content) return false;
  if ('panel' in content) return isForUnlocking(content.panel) && content.panel.channel.archivedAt === undefined;
  if ('record' in content) return isOfToday(content);
  if ('request' in content) return subject.kind === 'request' && !subject.aspect && isWaiting(content.request, content.now);
  if ('digest' in content) return Temporal.Instant.compare(content.now, content.digest.madeAt.add(DIGEST_LIVES)) < 0;
  if (subject.kind !== 'grant' || !('grant' in content)) return false;
  const { grant, now } = content;
  if (subject.aspect === 'review') return grant.review !== undefined && !grant.review.done;
  return !subject.aspect && isUsable(grant, now);
}

// Whoever looks back on an incident later finds it in the audit channel.
function isOfToday({ record: { incident }, now }: AccessRecordContent): boolean {
  return Temporal.Instant.compare(now, (incident.resolvedAt ?? incident.readAt).add({ hours: 24 })) < 0;
}
