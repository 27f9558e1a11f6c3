import type { Card } from '../domain/card.ts';
import { sayOnTimeline } from '../domain/say-access-record.ts';
import type { CardContent, Drawn } from '../ports/card-surface.ts';
import type { IncidentTimeline } from '../ports/incident-timeline.ts';
import { triedTo } from './source-answer.ts';

const FIRST_WAIT_SECONDS = 15;
// With the waits doubled that is about a day.
const MOST_ATTEMPTS = 30;
const LONGEST_WAIT_SECONDS = 3600;

/**
 * Adds the incident's access record to its timeline, as one note, once all that was open for it is locked; more of it later is one more note. Without a
 * timeline to write to there is nothing to draw. What can't be noted within a day isn't.
 */
export async function drawOnTimeline(
  timeline: IncidentTimeline | undefined,
  card: Card,
  content: CardContent | undefined,
): Promise<Drawn> {
  if (!timeline || !content || !('record' in content)) return { outcome: 'gone' };
  const text = sayOnTimeline(content.record, content.now);
  // The note is its own hash: what stands there already isn't said again.
  if (text === undefined || text === card.renderedHash) return { outcome: 'drawn', hash: card.renderedHash ?? '' };
  const noted = await triedTo(() => timeline.addNote(content.record.incident.id, text));
  if (noted.known) return noted.value === 'there' ? { outcome: 'drawn', hash: text } : { outcome: 'gone' };
  if (card.attempts >= MOST_ATTEMPTS) return { outcome: 'gone' };
  return { outcome: 'later', retryAfterSeconds: Math.min(FIRST_WAIT_SECONDS * 2 ** card.attempts, LONGEST_WAIT_SECONDS) };
}
