import type { OnCallNow, SourceItem, SourcePolicy } from '../live-world.ts';
import type { Policy, TargetSource } from '../policy.ts';
import { asksPagerDuty } from '../provider.ts';
import { sayList } from '../say-list.ts';
import { type Finding, failure, note, ok, warning } from './finding.ts';

const ADDRESS = "it stands at the end of the page's address in PagerDuty.";

type OfPolicy = TargetSource & { isFallback?: true };

/** A source in PagerDuty. */
export type JudgedSource = Extract<OfPolicy, { provider: 'pagerduty' }>;

/** Every source of every target, and what is asked in their place. */
export function judgedSources({ targets }: Policy): OfPolicy[] {
  return [...targets.values()].flatMap(({ sources, fallback }): OfPolicy[] =>
    fallback ? [...sources, { ...fallback, isFallback: true }] : [...sources],
  );
}

/** Where the policy has it. */
export function keyOf({ target, isFallback }: Pick<OfPolicy, 'target' | 'isFallback'>): string {
  return `onCall.${target}${isFallback ? '.fallback' : ''}`;
}

/** `db-primary (schedule Primary)`. */
export function calledBy({ target, isFallback }: Pick<OfPolicy, 'target' | 'isFallback'>, what: string): string {
  return `${target}${isFallback ? "'s fallback" : ''} (${what})`;
}

/** Where an account is; a key is taken in its account's region only. */
export type SourceRegion = 'us' | 'eu';

const OTHER: Record<SourceRegion, SourceRegion> = { us: 'eu', eu: 'us' };
const ENDS: Record<SourceRegion, string> = { us: '.pagerduty.com, without .eu', eu: '.eu.pagerduty.com' };
const MAKE = 'ake a key in PagerDuty under Integrations, API Access Keys (tick Read-only), and put it into PAGERDUTY_TOKEN.';

/** That PagerDuty refuses the token in `region`; `elsewhere` is what the other region says of it, undefined where that isn't known. */
export function judgeRefusedKey(region: SourceRegion, elsewhere: 'takes' | 'refuses' | undefined): Finding {
  const other = OTHER[region];
  const set = `et PAGERDUTY_REGION=${other}.`;
  switch (elsewhere) {
    case 'takes': {
      const says = `PagerDuty (region ${region}) refuses the token, and region ${other} takes it: the account is there.`;
      return failure('pagerduty', says, `S${set}`);
    }
    case 'refuses': {
      const says = 'PagerDuty refuses the token in both regions, us and eu: it is wrong, or was taken back.';
      return failure('pagerduty', says, `M${MAKE}`);
    }
    case undefined: {
      const says = `PagerDuty (region ${region}) refuses the token: it is wrong or was taken back, or the account is in the other region.`;
      const mend = `Does your account's address in PagerDuty end in ${ENDS[other]}? Then s${set} Otherwise m${MAKE}`;
      return failure('pagerduty', says, mend);
    }
  }
}

/** That PagerDuty takes the token; `writes`: Nightlatch is told to write with it. */
export function judgeOnCallToken(region: SourceRegion, writes: boolean): Finding[] {
  const taken = ok('pagerduty', `PagerDuty takes the token (region ${region}).`);
  if (writes) return [taken];
  return [
    taken,
    note(
      'pagerduty',
      "PagerDuty doesn't say whether the key is read-only. Nightlatch writes nothing with it.",
      'Under Integrations, API Access Keys, the key should be listed as Read-only.',
    ),
  ];
}

/** What comes of there being no PagerDuty, as PAGERDUTY_TOKEN says. */
export function judgeNoPagerDuty(policy: Policy | undefined): Finding {
  const targets = [...(policy?.targets.values() ?? [])].filter(asksPagerDuty).map(({ name }) => name);
  const tied = [...(policy?.resources.values() ?? [])].filter(({ rules }) => rules.some(({ when }) => when.incident));
  const asked = [...targets, ...tied.map(({ name }) => `incidents of ${name}`)];
  if (asked.length === 0) return ok('pagerduty', 'There is no PagerDuty: who is on call is said by rotations alone.');
  const says = `PAGERDUTY_TOKEN is none, and the policy asks PagerDuty about ${sayList(asked, 'and')}: nobody can tell, and nothing opens by it.`;
  return failure('pagerduty', says, `Name rotations there and no incidents, or m${MAKE}`);
}

/** A schedule or an escalation policy that the policy names, as PagerDuty has it; undefined when it has none of that id. */
export function judgeTarget(
  target: JudgedSource,
  found: SourceItem | SourcePolicy | undefined,
  now: readonly OnCallNow[],
): Finding[] {
  const [kind, id] = kindAndId(target.of);
  if (!found) {
    return [
      failure(
        'pagerduty',
        `PagerDuty has no ${kind} ${id}, which is ${keyOf(target)} in the policy.`,
        `Correct the id: ${ADDRESS} It may also be another account's.`,
      ),
    ];
  }
  const called = calledBy(target, `${kind} ${found.name}`);
  const tooMany = 'levels' in found && target.levels > found.levels;
  return [...(tooMany ? [tooManyLevels(target, called, found)] : []), judgeCover(target, called, now)];
}

function kindAndId(of: JudgedSource['of']): [string, string] {
  if ('schedule' in of) return ['schedule', of.schedule];
  return 'escalationPolicy' in of ? ['escalation policy', of.escalationPolicy] : ['service', of.service];
}

function tooManyLevels(source: JudgedSource, called: string, found: SourcePolicy): Finding {
  return warning(
    'pagerduty',
    `${called} has ${found.levels} ${found.levels === 1 ? 'level' : 'levels'}, the policy counts ${source.levels}.`,
    `Write levels: ${found.levels} under ${keyOf(source)}, or look whether it is the one that was meant.`,
  );
}

function judgeCover(source: JudgedSource, called: string, now: readonly OnCallNow[]): Finding {
  const { levels, countPermanent } = source;
  const [first] = now;
  if (!first) {
    return warning(
      'pagerduty',
      `${called}: nobody is on call now.`,
      'Look at the schedule in PagerDuty. One that stands on no escalation policy counts for nobody: put it on one.',
    );
  }
  const counting = now.filter((entry) => entry.level <= levels);
  if (counting.length === 0) {
    const lowest = Math.min(...now.map((entry) => entry.level));
    return warning(
      'pagerduty',
      `${called}: whoever is on call now stands on level ${lowest}, and only ${levels === 1 ? 'level 1 counts' : `levels 1 to ${levels} count`}.`,
      `If that is meant, nobody can use it; otherwise write levels: ${lowest} under ${keyOf(source)}.`,
    );
  }
  const people = counting.filter((entry) => countPermanent || !entry.isPermanent);
  if (people.length === 0) {
    return warning(
      'pagerduty',
      `${called}: only permanent entries are on call now, and they don't count.`,
      `Put a schedule on the escalation policy, or write countPermanent: true under ${keyOf(source)}.`,
    );
  }
  const names = [...new Set(people.map((entry) => entry.user.name))];
  return ok('pagerduty', `${called}: ${sayList(names, 'and')} ${names.length === 1 ? 'is' : 'are'} on call now.`);
}

/** Every service that a resource names, with the resources. */
export function servicesOf({ resources }: Policy): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const { name, services } of resources.values()) {
    for (const id of services === 'any' ? [] : services) named.set(id, [...(named.get(id) ?? []), name]);
  }
  return named;
}

/** A service that PagerDuty doesn't have. */
export function noSuchService(id: string, resources: readonly string[]): Finding {
  return failure(
    'pagerduty',
    `PagerDuty has no service ${id}, which ${sayList(resources, 'and')} ${resources.length === 1 ? 'names' : 'name'}: no incident of it ever opens anything.`,
    `Correct the id under services: ${ADDRESS}`,
  );
}

/** How many services are there. */
export function servicesThere(count: number): Finding {
  return ok(
    'pagerduty',
    count === 1 ? 'The service that the policy names is there.' : `All ${count} services that the policy names are there.`,
  );
}
