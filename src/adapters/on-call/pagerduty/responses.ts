import { z } from 'zod';
import { oneLine } from '../../../domain/one-line.ts';

const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not an instant' });
    return z.NEVER;
  }
});

const id = z.string().min(1);
const MOST_WORDS = 500;
// What people there call it: controls and halves of characters can be in it, which no database keeps.
const words = z.string().transform((text) => oneLine(text, MOST_WORDS));
/** Something by its id; `summary` is null for what has been deleted since. */
export const reference = z.object({ id, summary: words.nullish() });
/** Whatever has an id and a name; what was made long ago may have a summary only. */
export const item = z.object({ id, name: words.nullish(), summary: words.nullish() });
const typed = z.object({ id, type: z.string(), summary: words.nullish() });

/** One entry of `GET /oncalls`. `schedule`, `start` and `end` are null for a permanent target of an escalation policy. */
export const onCallEntry = z.object({
  user: reference,
  schedule: reference.nullable(),
  escalation_policy: reference,
  escalation_level: z.int().min(1),
  start: instant.nullable(),
  end: instant.nullable(),
});
export type OnCallEntry = z.output<typeof onCallEntry>;

/**
 * An incident with `include[]=first_trigger_log_entries`. The agent must be there: without it a person's own incident would look like a
 * monitor's.
 */
export const incidentEntry = z.object({
  id,
  incident_number: z.int().min(1),
  title: words,
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  urgency: words,
  service: reference,
  created_at: instant,
  resolved_at: instant.nullish(),
  last_status_change_at: instant.nullish(),
  first_trigger_log_entry: z.object({ agent: typed }),
});
export type IncidentEntry = z.output<typeof incidentEntry>;

export const incidentAnswer = z.object({ incident: incidentEntry });

/** A user; `invitation_sent` is true until they accepted. */
export const userEntry = z.object({ id, name: words, email: z.string(), invitation_sent: z.boolean() });
export const userAnswer = z.object({ user: userEntry });

const head = z.object({ offset: z.int(), limit: z.int().min(1), more: z.boolean() });

export const onCallPage = pageOf('oncalls', onCallEntry);
export const incidentPage = pageOf('incidents', incidentEntry);
export const userPage = pageOf('users', userEntry);

/** A page of a list. */
export type Page<T> = ReturnType<typeof pageOf<T>>;

/** A page of the list at `key`. To be made once, as a schema is compiled when it is made, which took longer than reading a page with it. */
export function pageOf<T>(key: string, entry: z.ZodType<T>) {
  const list = z.object({ [key]: z.array(entry) }).transform((read) => read[key] ?? []);
  return z.unknown().transform((body, context) => {
    const [page, entries] = [head.safeParse(body), list.safeParse(body)];
    if (page.success && entries.success) return { ...page.data, entries: entries.data as T[] };
    context.addIssue({ code: 'custom', message: 'not a page' });
    return z.NEVER;
  });
}
