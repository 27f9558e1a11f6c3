import { readIncidentName } from '../domain/command-text/read-clause.ts';
import { echoedWord, wordsOf } from '../domain/command-text/words.ts';
import type { Unanswered } from '../domain/condition.ts';
import type { Refusal } from '../domain/decision.ts';
import { incidentNamed, nameAsWritten } from '../domain/find-conditions.ts';
import type { Incident, IncidentName, KnownIncident } from '../domain/incident.ts';
import type { ChannelId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Channels } from '../ports/channels.ts';
import { type BindNeeds, bindChannel } from './bind-channel.ts';
import { openIncidentsOfPolicy } from './open-incidents.ts';
import { REQUESTS_A_MINUTE } from './request-access.ts';
import { triedTo, unansweredBy } from './source-answer.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

export interface BindByHandNeeds extends ClickNeeds, BindNeeds {
  channels: Channels;
}

/** What came of naming a channel's incident, or of asking for it. */
export type IncidentOutcome =
  /** Bound to it now, or `already`. */
  | { outcome: 'bound'; incident: KnownIncident; already: boolean }
  /** What it is bound to, if anything, and what it could be bound to. */
  | { outcome: 'told'; incident?: KnownIncident; open: readonly Incident[] | Unanswered }
  | { outcome: 'unknown-incident'; name: string; open: readonly Incident[] }
  | { outcome: 'not-understood'; word: string }
  | { outcome: 'unanswered'; unanswered: Unanswered }
  /** The bot can't see the channel, or it is archived or shared. */
  | { outcome: 'not-here'; why: 'unseen' | 'archived' | 'shared' }
  | { outcome: 'refused'; because: Refusal };

/** What was typed after `/nightlatch incident`, by whom and where. */
export interface IncidentCommand {
  slackId: SlackUserId;
  channel: ChannelId;
  words: string;
}

/**
 * Binds the channel to the incident named, which proves nothing: what opens access is what the source says. Without a name it tells. Throws StoreUnavailable, and
 * SourceUnavailable when Slack can't be asked.
 */
export async function bindByCommand(
  needs: BindByHandNeeds,
  { slackId, channel, words }: IncidentCommand,
): Promise<IncidentOutcome> {
  const asks = await whoAsks(needs, slackId);
  if ('outcome' in asks) return asks;
  const [word, ...others] = wordsOf(words);
  if (word === undefined) return tellIncident(needs, asks.policy, channel);
  const name = others.length === 0 ? readIncidentName(word) : undefined;
  return name ? bindHere(needs, asks, channel, name) : { outcome: 'not-understood', word: echoedWord(words.trim()) };
}

/** The answer to a panel that asks which incident its channel is about; only the first counts. Throws as `bindByCommand`. */
export async function bindByAnswer(
  needs: BindByHandNeeds,
  { slackId, channel, incidentId }: { slackId: SlackUserId; channel: ChannelId; incidentId: string },
): Promise<IncidentOutcome> {
  const asks = await whoAsks(needs, slackId);
  if ('outcome' in asks) return asks;
  const bound = await boundTo(needs, channel);
  if (bound) return { outcome: 'bound', incident: bound, already: true };
  return bindSeen(needs, { ...asks, by: 'asked' }, channel, { id: incidentId });
}

type Asks = { caller: Caller; policy: Policy };

async function whoAsks(needs: BindByHandNeeds, slackId: SlackUserId): Promise<Asks | IncidentOutcome> {
  const clicked = await whoClicks(needs, slackId, (tx, { person }) => tx.refusals.countRequest(person.id, REQUESTS_A_MINUTE));
  if ('outcome' in clicked) return { outcome: 'refused', because: { code: clicked.outcome } };
  const { found: count, caller, policy } = clicked;
  if (count === 'counted') return { caller, policy };
  const { opensAt } = count;
  return {
    outcome: 'refused',
    because: { code: 'too-many-requests', perMinute: REQUESTS_A_MINUTE, ...(opensAt && { opensAt }) },
  };
}

async function bindHere(needs: BindByHandNeeds, asks: Asks, channel: ChannelId, name: IncidentName): Promise<IncidentOutcome> {
  const seen = await needs.channels.look(channel);
  if (!seen) return { outcome: 'not-here', why: 'unseen' };
  if (seen.isArchived) return { outcome: 'not-here', why: 'archived' };
  if (seen.isShared) return { outcome: 'not-here', why: 'shared' };
  if (!seen.isMember && !(await needs.channels.join(channel))) return { outcome: 'not-here', why: 'unseen' };
  await needs.store.transaction(async (tx) => {
    if (!(await tx.incidents.channel(channel))) await tx.incidents.addChannel(channel, seen.name);
  });
  return bindSeen(needs, { ...asks, by: 'command' }, channel, name);
}

async function bindSeen(
  needs: BindByHandNeeds,
  { caller, policy, by }: Asks & { by: 'asked' | 'command' },
  channel: ChannelId,
  name: IncidentName,
): Promise<IncidentOutcome> {
  const openIncidents = openIncidentsOfPolicy(needs.incidents, policy);
  const answer = await triedTo(async (): Promise<IncidentOutcome> => {
    // By its id too it must be one that the policy is about: what else PagerDuty knows is for others.
    const id = incidentNamed(name, await openIncidents())?.id;
    const isBound = id !== undefined && (await bindChannel(needs, { channel, incidentId: id, by, person: caller.person }));
    const incident = id === undefined ? undefined : await boundTo(needs, channel);
    if (incident && incident.id === id) return { outcome: 'bound', incident, already: !isBound };
    return { outcome: 'unknown-incident', name: nameAsWritten(name), open: await openIncidents() };
  });
  return answer.known ? answer.value : { outcome: 'unanswered', unanswered: unansweredBy(answer, 'incident') };
}

async function tellIncident(needs: BindByHandNeeds, policy: Policy, channel: ChannelId): Promise<IncidentOutcome> {
  const incident = await boundTo(needs, channel);
  const open = await triedTo(openIncidentsOfPolicy(needs.incidents, policy));
  return {
    outcome: 'told',
    ...(incident && { incident }),
    open: open.known ? open.value : unansweredBy(open, 'incident'),
  };
}

function boundTo({ store }: BindByHandNeeds, channel: ChannelId): Promise<KnownIncident | undefined> {
  return store.transaction(async (tx) => {
    const bound = (await tx.incidents.channel(channel))?.bound;
    return bound && tx.incidents.byId(bound.incidentId);
  });
}
