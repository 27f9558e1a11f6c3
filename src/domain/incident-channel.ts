import type { ChannelId, PersonName } from './names.ts';

/** A channel that is about an incident, or may become so. Binding proves nothing: what opens access is what the source says. */
export interface IncidentChannel {
  channel: ChannelId;
  /** Slack gave it these before. */
  formerIds: readonly ChannelId[];
  /** Without the `#`. */
  name: string;
  /** Absent until it is known which incident it is about. */
  bound?: { incidentId: string; by: ChannelBinding; person?: PersonName; at: Temporal.Instant };
  joinedAt: Temporal.Instant;
  /** Since when people of other workspaces are in it or invited: nothing is opened through it from then on. */
  sharedAt?: Temporal.Instant;
  archivedAt?: Temporal.Instant;
}

/** By the number in its name, by somebody who was asked in it, or by `/nightlatch incident`. */
export type ChannelBinding = 'name' | 'asked' | 'command';

/**
 * The numbers in what `*` stands for in a channel's name, such as 42 in `inc-42-checkout`; none where the name alone tells no incident. Undefined when no pattern
 * fits: the channel isn't about an incident.
 */
export function numbersInName(name: string, patterns: readonly string[]): number[] | undefined {
  const fitting = patterns.flatMap((pattern) => [regexOf(pattern).exec(name) ?? []].filter(({ length }) => length > 0));
  if (fitting.length === 0) return undefined;
  const words = fitting.flatMap(([, ...starred]) => starred).flatMap((text) => text.split(/[-_]/));
  return [...new Set(words.filter((word) => /^\d{1,9}$/.test(word)).map(Number))];
}

function regexOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(RegExp.escape).join('(.*)')}$`, 's');
}
