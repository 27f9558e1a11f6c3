import { type Finding, unknown } from '../domain/diagnosis/finding.ts';
import {
  judgeAccount,
  judgeOwners,
  judgeSourceLink,
  peopleInOrder,
  type SourceLink,
  sayPeopleLookedAt,
  wantedOnCall,
} from '../domain/diagnosis/people.ts';
import type { SlackIdentity } from '../domain/live-world.ts';
import type { PersonEntry, Policy } from '../domain/policy.ts';
import { asksPagerDuty } from '../domain/provider.ts';
import type { Directory } from '../ports/directory.ts';
import type { OnCallProbe } from '../ports/on-call-probe.ts';
import type { SourceUsers } from '../ports/source-users.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { inTime, type Late, lookedAt } from './looked-at.ts';

const AT_ONCE = 4;
// The running bot asks with the same token, and Slack answers about a hundred such questions a minute.
const MOST_PEOPLE = 50;

export interface PeopleLook {
  policy: Policy;
  /** Slack's people, once Slack has said whose token it is; undefined without a token. */
  slack: { identity: Promise<SlackIdentity>; directory: Directory } | undefined;
  /** PagerDuty's users, once it has taken the token; undefined without one. */
  onCall: { taken: Promise<void>; probe: OnCallProbe; users: SourceUsers } | undefined;
  late: Late;
}

/** Every person of the policy: full members of the workspace, and linked to PagerDuty where schedules count. Never throws. */
export async function lookAtPeople(look: PeopleLook): Promise<Finding[]> {
  const { policy, late } = look;
  const people = peopleInOrder(policy).slice(0, MOST_PEOPLE);
  const { slack, onCall } = look;
  const [knowsPeople, takesToken] = await Promise.all([
    answers(slack && inTime('Slack', late, slack.identity)),
    answers(onCall && inTime('PagerDuty', late, onCall.taken)),
  ]);
  const directory = knowsPeople ? slack?.directory : undefined;
  const found = await Promise.all([
    directory ? lookAtMembers(look, directory, people) : [notLookedAt('Who is a member of the workspace', 'Slack')],
    ![...policy.targets.values()].some(asksPagerDuty)
      ? []
      : takesToken && onCall
        ? lookAtLinks(look, { directory, ...onCall }, people)
        : [LINKS],
  ]);
  return [judgeOwners(policy), ...found.flat()];
}

const LINKS = notLookedAt('Who is who in PagerDuty', 'PagerDuty');

function notLookedAt(what: string, source: 'Slack' | 'PagerDuty'): Finding {
  const command = `nightlatch doctor --only ${source.toLowerCase()}`;
  return unknown('people', `${what} wasn't looked at.`, `${source} must answer first: ${command} says why it doesn't.`);
}

async function answers(question: Promise<unknown> | undefined): Promise<boolean> {
  return (
    question?.then(
      () => true,
      () => false,
    ) ?? false
  );
}

async function lookAtMembers(
  { policy, late }: PeopleLook,
  directory: Directory,
  people: readonly PersonEntry[],
): Promise<Finding[]> {
  const found = await fewAtATime(people, AT_ONCE, ({ name, slack }) =>
    lookedAt({ area: 'people', what: name, source: 'Slack' }, late, async () => {
      const members = await Promise.all(slack.map((id) => directory.member(id, 'recent')));
      return members.flatMap(({ slackId, standing }) => judgeAccount(name, slackId, standing) ?? []);
    }),
  );
  const well = found.filter((findings) => findings.length === 0).length;
  return [...sayPeopleLookedAt(people.length, well, policy.people.size), ...found.flat()];
}

interface Links {
  directory: Directory | undefined;
  probe: OnCallProbe;
  users: SourceUsers;
}

async function lookAtLinks({ policy, late }: PeopleLook, links: Links, people: readonly PersonEntry[]): Promise<Finding[]> {
  const wanted = wantedOnCall(policy);
  const found = await fewAtATime(people, AT_ONCE, (person) =>
    lookedAt({ area: 'people', what: `${person.name} in PagerDuty`, source: 'PagerDuty' }, late, async () => {
      const link = await linkOf(links, person);
      return link ? [judgeSourceLink(person.name, link, wanted.has(person.name))].filter((one) => one !== undefined) : [];
    }),
  );
  return found.flat();
}

// As a request would find it: the policy's map, else the address that Slack shows.
async function linkOf({ directory, probe, users }: Links, { pagerduty, slack }: PersonEntry): Promise<SourceLink | undefined> {
  if (pagerduty !== undefined) return { by: 'policy', id: pagerduty, found: await probe.user(pagerduty) };
  if (!directory) return undefined;
  const members = await Promise.all(slack.map((id) => directory.member(id, 'recent')));
  const full = members.filter(({ standing }) => standing === 'full');
  if (full.length === 0) return undefined;
  const addresses = full.flatMap(({ email }) => (email === undefined ? [] : [email]));
  if (addresses.length === 0) return { by: 'nothing' };
  const found = await Promise.all(addresses.map((address) => users.userByEmail(address)));
  return {
    by: 'e-mail',
    found: found.find((one) => typeof one === 'object') ?? found.find((one) => one === 'unclear') ?? 'none',
  };
}
