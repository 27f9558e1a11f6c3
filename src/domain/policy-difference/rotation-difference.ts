import type { OnCallRotation, RotationOverride } from '../on-call-rotation.ts';
import { sayList } from '../say-list.ts';
import { changesIn, type Facet, newIn, type PolicyChange } from './policy-change.ts';

/** In what a rotation differs: whoever comes onto it is on call for what goes by it. */
export function rotationChanged(was: OnCallRotation, now: OnCallRotation): PolicyChange[] {
  const [before, after] = [was.overrides.map(sayOverride), now.overrides.map(sayOverride)];
  const [came, went] = [newIn(before, after), newIn(after, before)];
  return [
    ...changesIn(FACETS, was, now),
    ...(came.length > 0 ? [{ text: `has new overrides: ${sayList(came, 'and')}`, opensMore: true }] : []),
    // Whoever was stood in for is on call again.
    ...(went.length > 0 ? [{ text: `has overrides no longer: ${sayList(went, 'and')}`, opensMore: true }] : []),
  ];
}

const FACETS: readonly Facet<OnCallRotation>[] = [
  { now: 'now turns', says: sayTurns, opensMore: () => true },
  { now: 'now has', says: ({ members }) => members.map(sayTurn).join(', then '), opensMore: () => true },
  { now: 'now counts', says: sayActive, opensMore: () => true },
  { now: 'now lasts', says: ({ until }) => (until ? `until ${sayWall(until)}` : 'for good'), opensMore: () => true },
];

function sayTurns({ every, anchor, timezone }: OnCallRotation): string {
  const length = 'weeks' in every ? counted(every.weeks, 'week') : counted(every.days, 'day');
  return `every ${length} from ${sayWall(anchor)} in ${timezone}`;
}

function counted(count: number, unit: string): string {
  return count === 1 ? unit : `${count} ${unit}s`;
}

function sayTurn(turn: readonly string[]): string {
  return sayList(turn, 'and') || 'nobody';
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function sayActive({ active }: OnCallRotation): string {
  if (!active) return 'at all times';
  const each = active.map(({ days, from, to }) => {
    const [begin, end] = [from, to].map((time) => time.toString({ smallestUnit: 'minute' }));
    return `${days.map((day) => DAYS[day - 1]).join(' ')} ${begin} to ${end}`;
  });
  return sayList(each, 'and');
}

function sayOverride({ replace, with: instead, from, to }: RotationOverride): string {
  return `${instead} for ${replace} from ${sayWall(from)} to ${sayWall(to)}`;
}

function sayWall(time: Temporal.PlainDateTime): string {
  return time.toString({ smallestUnit: 'minute' });
}
