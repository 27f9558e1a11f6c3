import type { SourceUser } from '../live-world.ts';
import type { PersonName, SlackUserId } from '../names.ts';
import type { Member } from '../person.ts';
import type { PersonEntry, Policy } from '../policy.ts';
import { areOfPagerDuty } from '../policy-checks/ways.ts';
import { type Finding, failure, note, ok, warning } from './finding.ts';

const STANDINGS: Record<Exclude<Member['standing'], 'full'>, string> = {
  guest: 'is a guest',
  bot: 'is a bot',
  deactivated: 'is deactivated',
  outsider: "isn't a member of this workspace",
};

/** The people of the policy in the order in which they matter: owners first, whoever else a role or a rule names, then the rest. */
export function peopleInOrder({ people, roles }: Policy): PersonEntry[] {
  const rank = ({ name }: PersonEntry) => (roles.owners.includes(name) ? 0 : roles.auditors.includes(name) ? 1 : 2);
  return [...people.values()].toSorted((a, b) => rank(a) - rank(b));
}

/** One account of a person, as Slack has it; undefined when it is a full member's. */
export function judgeAccount(name: PersonName, slackId: SlackUserId, standing: Member['standing']): Finding | undefined {
  if (standing === 'full') return undefined;
  return failure(
    'people',
    `${name}: ${slackId} ${STANDINGS[standing]}, and may do nothing here.`,
    `Correct the id under people.${name} (Slack profile, ⋮, Copy member ID), or take it out of the policy.`,
  );
}

/** How a person is linked to the on-call source. */
export type SourceLink =
  | { by: 'policy'; id: string; found: SourceUser | undefined }
  | { by: 'e-mail'; found: { id: string; name: string } | 'none' | 'unclear' }
  /** Slack shows no address, so that nothing can be compared. */
  | { by: 'nothing' };

/** A person's link to PagerDuty; `counts`: a rule wants them on call. Undefined where all is well. */
export function judgeSourceLink(name: PersonName, link: SourceLink, counts: boolean): Finding | undefined {
  const map = `Write their PagerDuty id under people: ${name}: { …, pagerduty: P… }`;
  if (link.by === 'policy') {
    if (!link.found)
      return failure(
        'people',
        `${name}: PagerDuty has no user ${link.id}, so no shift of theirs is seen.`,
        `Correct people.${name}.pagerduty; it stands at the end of their profile's address.`,
      );
    if (link.found.accepted) return undefined;
    return warning(
      'people',
      `${name}: ${link.found.name} has not accepted PagerDuty's invitation.`,
      'Let them accept it, or send it again.',
    );
  }
  if (link.by === 'e-mail' && typeof link.found === 'object') return undefined;
  if (link.by === 'e-mail' && link.found === 'unclear') {
    return warning(
      'people',
      `${name}: several PagerDuty users have that address, or the invitation wasn't accepted, so no shift of theirs is seen.`,
      map,
    );
  }
  const says =
    link.by === 'nothing'
      ? `${name}: Slack shows no address to find their PagerDuty user by`
      : `${name} has no PagerDuty user of the same address`;
  if (counts) return warning('people', `${says}, so no shift of theirs is seen.`, map);
  return note('people', `${says}: they never count as on call.`, `If they should: ${map.charAt(0).toLowerCase()}${map.slice(1)}`);
}

/** Whom a rule wants on call in PagerDuty by name: members of the groups that stand beside its `onCall`. */
export function wantedOnCall({ resources, groups, people, targets }: Policy): Set<PersonName> {
  const wanted = new Set<PersonName>();
  for (const { rules } of resources.values()) {
    for (const { when } of rules) {
      const beside = when.onCall && areOfPagerDuty(when.onCall, { targets }) ? (when.member ?? []) : [];
      for (const name of beside.flatMap((group) => membersOf(groups.get(group)))) wanted.add(name);
    }
  }
  return new Set([...wanted].filter((name) => people.has(name)));
}

function membersOf(group: ReturnType<Policy['groups']['get']>): readonly PersonName[] {
  return group?.kind === 'people' ? group.members : [];
}

/** How many owners there are: a lockdown that an owner began is lifted by another. */
export function judgeOwners({ roles }: Policy): Finding {
  const { owners } = roles;
  if (owners.length >= 2) return ok('people', `${owners.length} people are owners.`);
  return warning(
    'people',
    `${owners[0] ?? 'Nobody'} alone is owner: nobody else could lift a lockdown, or review what they did.`,
    'Name a second person under roles.owners.',
  );
}

/** What was looked at and found well, and what was left out so that the running bot isn't slowed. */
export function sayPeopleLookedAt(looked: number, well: number, all: number): Finding[] {
  const fine = well === 1 ? 'One person is a full member of the workspace' : `${well} people are full members of the workspace`;
  return [
    ...(well > 0 ? [ok('people', `${fine}.`)] : []),
    ...(looked < all
      ? [
          note(
            'people',
            `${looked} of ${all} people were looked at, owners first: more would slow the running bot's own questions.`,
          ),
        ]
      : []),
  ];
}
