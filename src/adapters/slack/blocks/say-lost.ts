import type { Note } from '../../../domain/card.ts';
import { sayMoment } from '../../../domain/say-time.ts';
import { visibleLine } from './text.ts';

/** What is so, and what to do next. */
export interface SaidNote {
  text: string;
  next: string;
}

type NoteOf<Kind> = Extract<Note, { kind: Kind }>;
type Lost = NoteOf<'grant-revoked' | 'grant-not-given' | 'grant-locked-down' | 'grant-shift-ended' | 'grant-channel-shared'>;

/** To a holder whose grant somebody, the policy or the end of their shift took. */
export function sayLost(note: Lost, timezone: string): SaidNote {
  const { resource } = note;
  const then = Temporal.Instant.from(note.at);
  const when = sayMoment(then, { timezone, now: then });
  if (note.kind === 'grant-revoked') {
    const next = `Nothing of it is shown any more. To ask again: /unlock ${resource}`;
    return { text: `${visibleLine(note.by, 80)} revoked ${resource} ${when}.`, next };
  }
  if (note.kind === 'grant-not-given') {
    const text = `${resource} ended ${when}: the policy changed and doesn't give it any more.`;
    return { text, next: 'Nothing of it is shown any more. If that is wrong, ask an owner of the policy.' };
  }
  if (note.kind === 'grant-shift-ended') {
    return { text: `${resource} ended ${when}: your shift ended.`, next: 'Nothing of it is shown any more.' };
  }
  if (note.kind === 'grant-channel-shared') {
    const text = `${resource} ended ${when}: people of another workspace came into its incident's channel, or were invited.`;
    return { text, next: `Nothing of it is shown any more. You can ask again here: /unlock ${resource}` };
  }
  const text = `${resource} ended ${when}: ${visibleLine(note.by, 80)} locked everything down.`;
  return { text, next: 'Nothing of it is shown any more, and nothing opens until the lockdown is lifted.' };
}

/** To a holder whose incident is over: until when they still have what they were given. */
export function sayIncidentOver(note: NoteOf<'incident-over'>, timezone: string): SaidNote {
  const { resource } = note;
  const [at, endsAt] = [Temporal.Instant.from(note.at), Temporal.Instant.from(note.endsAt)];
  const isLocked = Temporal.Instant.compare(endsAt, at) <= 0;
  const locks = isLocked ? 'is locked' : `locks ${sayMoment(endsAt, { timezone, now: at })}`;
  const shown = isLocked ? 'Nothing of it is shown any more.' : 'What you were shown is taken off the screen then.';
  return { text: `${sayOver(note)}: ${resource} ${locks}.`, next: `${shown} To ask again: /unlock ${resource}` };
}

function sayOver({ incident, service, gone }: NoteOf<'incident-over'>): string {
  if (service !== undefined) return `${incident} went to ${visibleLine(service, 80)}`;
  return gone ? `${incident} was deleted` : `${incident} is resolved`;
}

/** That everything is locked down, or isn't any more. */
export function sayLockdownNote(note: NoteOf<'locked-down'> | NoteOf<'lockdown-lifted'>): SaidNote {
  const who = visibleLine(note.by, 80);
  if (note.kind === 'lockdown-lifted') {
    return { text: `${who} lifted the lockdown.`, next: 'What it ended stays ended. Whoever needs it asks again: /unlock' };
  }
  const whose = note.slackId === undefined ? 'an' : 'another';
  return {
    text: `🚨 ${who} locked everything down.`,
    next: `Every grant ends, and nothing opens until ${whose} owner types /nightlatch lift`,
  };
}
