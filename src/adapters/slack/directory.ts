import { z } from 'zod';
import type { SlackUserId } from '../../domain/names.ts';
import type { Member } from '../../domain/person.ts';
import type { Directory } from '../../ports/directory.ts';
import type { SlackClients } from './clients.ts';
import { SlackFault, sourceUnavailable } from './slack-fault.ts';

/** The port, and what only this adapter asks: a person's zone for the words of a message. */
export interface SlackDirectory extends Directory {
  /** Their IANA zone as last seen, however long ago; asked once otherwise, and UTC when Slack can't say. Never throws. */
  zoneOf(id: SlackUserId): Promise<string>;
}

const RECENT_MS = 60_000;
const MOST_REMEMBERED = 5000;

const user = z.object({
  id: z.string(),
  team_id: z.string(),
  name: z.string(),
  real_name: z.string().optional(),
  deleted: z.boolean(),
  tz: z.string().nullish(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional(), email: z.string().optional() }),
});
const userAnswer = z.object({ user });
const groupAnswer = z.object({ users: z.array(z.string()) });

type User = z.infer<typeof user>;

/** Slack's people, asked by a client that answers within seconds. */
export function slackDirectory(needs: {
  clients: SlackClients;
  teamId: () => string | undefined;
  monotonicMs?: () => number;
}): SlackDirectory {
  const { clients, teamId, monotonicMs = () => performance.now() } = needs;
  const seen = new Map<SlackUserId, { member: Member; at: number }>();
  const ask = async (id: SlackUserId): Promise<Member> => {
    const answer = await asked(clients, 'users.info', { user: id }, userAnswer, ['user_not_found', 'user_not_visible']);
    const member = answer ? memberOf(answer.user, teamId()) : unknownMember(id);
    seen.delete(id);
    seen.set(id, { member, at: monotonicMs() });
    for (const oldest of seen.size > MOST_REMEMBERED ? [...seen.keys()].slice(0, 1) : []) seen.delete(oldest);
    return member;
  };
  return {
    async member(id, freshness) {
      const known = seen.get(id);
      if (freshness === 'recent' && known && monotonicMs() - known.at < RECENT_MS) return known.member;
      return ask(id);
    },
    async memberByEmail(email) {
      const answer = await asked(clients, 'users.lookupByEmail', { email }, userAnswer, ['users_not_found']);
      const found = answer && memberOf(answer.user, teamId());
      return found?.standing === 'full' ? found.slackId : undefined;
    },
    async groupMembers(userGroup) {
      return (await asked(clients, 'usergroups.users.list', { usergroup: userGroup }, groupAnswer, []))?.users ?? [];
    },
    async zoneOf(id) {
      const known = seen.get(id)?.member ?? (await ask(id).catch(() => undefined));
      return known?.timezone ?? 'UTC';
    },
  };
}

/** Undefined for the codes in `nobody`. Throws SourceUnavailable for everything else that isn't a whole answer. */
async function asked<T>(
  clients: SlackClients,
  method: string,
  args: Record<string, unknown>,
  shape: z.ZodType<T>,
  nobody: string[],
): Promise<T | undefined> {
  try {
    const read = shape.safeParse(await clients.interactive(method, args));
    if (read.success) return read.data;
    throw new SlackFault(method, 'unavailable', 'odd_shape');
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    if (nobody.includes(error.code)) return undefined;
    throw sourceUnavailable(error);
  }
}

function memberOf(of: User, teamId: string | undefined): Member {
  const { display_name: shown, real_name: real, email } = of.profile;
  const member: Member = {
    slackId: of.id,
    displayName: [real, of.real_name, shown, of.name].find((name) => name !== undefined && name.trim() !== '') ?? of.id,
    standing: standingOf(of, teamId),
    timezone: zoneOr(of.tz, 'UTC'),
  };
  // An address counts only for our own people: anyone can write ours into another workspace's profile.
  return member.standing === 'outsider' || email === undefined || email === '' ? member : { ...member, email };
}

function standingOf(of: User, teamId: string | undefined): Member['standing'] {
  if (of.team_id !== teamId || of.is_stranger) return 'outsider';
  if (of.deleted) return 'deactivated';
  // Slack leaves these out for deactivated people only; without them nobody is taken for a full member.
  const { is_bot: bot, is_restricted: restricted, is_ultra_restricted: ultra } = of;
  if (bot === undefined || restricted === undefined || ultra === undefined) return 'outsider';
  if (bot || of.id === 'USLACKBOT') return 'bot';
  return restricted || ultra ? 'guest' : 'full';
}

function unknownMember(id: SlackUserId): Member {
  return { slackId: id, displayName: id, standing: 'outsider', timezone: 'UTC' };
}

function zoneOr(zone: string | null | undefined, otherwise: string): string {
  try {
    return zone ? Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId : otherwise;
  } catch {
    return otherwise;
  }
}
