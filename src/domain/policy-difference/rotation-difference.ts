import type { InSteps } from '../in-steps.ts';
import type { OnCallRotation, RotationOverride } from '../on-call-rotation.ts';
import type { Policy } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { changesIn, comparedNames, type Facet, newIn, type PolicyChange } from './policy-change.ts';

/** In what the rotations differ. Whoever comes on call by one may open what that gives, so whatever changes in it may open more. */
export function* rotationsDifference(before: Policy['rotations'], after: Policy['rotations']): InSteps<PolicyChange[]> {
  const { added, removed, kept } = comparedNames(before, after);
  const changes: PolicyChange[] = [
    // By itself a new one opens nothing: the target that goes by it is said beside it.
    ...added.map(([name]) => ({ text: `rotation ${name} added`, opensMore: false })),
    ...removed.map(([name]) => ({ text: `rotation ${name} removed`, opensMore: false })),
  ];
  for (const { name, was, now } of kept) {
    const found = [...turnsDifference(was, now), ...changesIn(ROTATION, was, now), ...overridesDifference(was, now)];
    changes.push(...found.map(({ text, opensMore }) => ({ text: `rotation ${name} ${text}`, opensMore })));
    yield;
  }
  return changes;
}

const ROTATION: readonly Facet<OnCallRotation>[] = [
  { now: 'now hands over', says: sayHandOffs, opensMore: () => true },
  { now: 'now is active', says: ({ active }) => active?.map(sayActive).join('; ') ?? 'always', opensMore: () => true },
  { now: 'now ends', says: ({ until }) => (until ? `at ${sayWall(until)}` : 'never'), opensMore: () => true },
];

// Of a long list the first turn that differs: in all of them nobody would see it.
function turnsDifference(was: OnCallRotation, now: OnCallRotation): PolicyChange[] {
  const [before, after] = [was, now].map(({ members }) => members.map(sayTurn)) as [string[], string[]];
  const first = [...after, undefined].findIndex((turn, index) => turn !== before[index]);
  if (first === -1) return [];
  const isLong = Math.max(before.length, after.length) > 5;
  const [from, to] = [before, after].map((turns) => (isLong ? (turns[first] ?? 'none') : sayList(turns, 'and')));
  const where = isLong ? `now has as turn ${first + 1} of ${after.length}` : 'now has the turns';
  return [{ text: `${where} ${to} (was ${from}${isLong ? `, of ${before.length}` : ''})`, opensMore: true }];
}

// Not all of them: of years of overrides nobody would see which is new.
function overridesDifference(was: OnCallRotation, now: OnCallRotation): PolicyChange[] {
  const [before, after] = [was, now].map(({ overrides }) => overrides.map(sayOverride)) as [string[], string[]];
  const [came, went] = [newIn(before, after), newIn(after, before)];
  return [
    ...(came.length > 0 ? [`has ${came.length} new: ${sayList(came, 'and')}`] : []),
    ...(went.length > 0 ? [`has no longer: ${sayList(went, 'and')}`] : []),
    ...(came.length + went.length === 0 && before.join() !== after.join() ? ['has its overrides in another order'] : []),
  ].map((text) => ({ text, opensMore: true }));
}

function sayTurn(people: readonly string[]): string {
  return people.join(' with ') || 'nobody';
}

function sayHandOffs({ anchor, every, timezone }: OnCallRotation): string {
  const [count, unit] = 'weeks' in every ? [every.weeks, 'week'] : [every.days, 'day'];
  return `each ${count === 1 ? unit : `${count} ${unit}s`} from ${sayWall(anchor)}, ${timezone}`;
}

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

function sayActive({ days, from, to }: NonNullable<OnCallRotation['active']>[number]): string {
  const [open, close] = [from, to].map((time) => time.toString({ smallestUnit: 'minute' }));
  return `${days.map((day) => DAYS[day - 1]).join(' ')} ${open} to ${close}`;
}

function sayOverride({ replace, with: by, from, to }: RotationOverride): string {
  return `${by} for ${replace} from ${sayWall(from)} to ${sayWall(to)}`;
}

function sayWall(wall: Temporal.PlainDateTime): string {
  return `${wall.toPlainDate()} ${wall.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
