import {
  entryObject,
  policyObject,
  reference,
  scheduleObject,
  shiftBasedObject,
  userObject,
  userReference,
  utc,
} from './objects.ts';
import { overrideRoutes, scheduleOf } from './override-routes.ts';
import { filter, pageOf, passes, timeOf } from './query.ts';
import { invalidInput } from './refusal.ts';
import type { Asked, Route } from './route.ts';
import { clipped, finalShifts, overlaps } from './schedule.ts';
import type { EscalationPolicy, PagerDutyState } from './state.ts';

interface OnCall {
  policy: EscalationPolicy;
  level: number;
  user: string;
  schedule?: string;
  start?: Temporal.Instant;
  end?: Temporal.Instant;
}

/** Everybody on call in that time: a shift once for each policy and level it stands on, permanent targets without times. */
function onCalls(state: PagerDutyState, since: Temporal.Instant, until: Temporal.Instant): OnCall[] {
  return [...state.policies.values()].flatMap((policy) =>
    policy.levels.flatMap((targets, index) =>
      targets.flatMap(({ type, id }): OnCall[] => {
        const place = { policy, level: index + 1 };
        if (type === 'user') return [{ ...place, user: id }];
        const shifts = finalShifts(state.schedule(id)).filter((shift) => overlaps(shift, since, until));
        return shifts.map((shift) => ({ ...place, ...shift, schedule: id }));
      }),
    ),
  );
}

function listOnCalls({ state, clock, query }: Asked): unknown {
  const since = timeOf(query, 'since') ?? clock.now();
  const until = timeOf(query, 'until') ?? (query.has('since') ? clock.now() : since);
  if (Temporal.Instant.compare(since, until) > 0) throw invalidInput('since must be before until');
  const [users, policies, schedules] = ['user_ids', 'escalation_policy_ids', 'schedule_ids'].map((name) => filter(query, name));
  const found = onCalls(state, since, until).filter(
    (one) => passes(users, one.user) && passes(policies, one.policy.id) && passes(schedules, one.schedule),
  );
  const wanted = query.get('earliest') === 'true' ? earliest(found) : found;
  const whole = filter(query, 'include') ?? [];
  return pageOf(
    'oncalls',
    wanted.map((one) => onCallObject(one, state, whole)),
    query,
  );
}

/** The first of each person, policy and level. */
function earliest(all: OnCall[]): OnCall[] {
  const first = new Map<string, OnCall>();
  for (const one of all) {
    const key = `${one.user} ${one.policy.id} ${one.level}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

function onCallObject(one: OnCall, state: PagerDutyState, whole: string[]): unknown {
  const user = state.users.get(one.user);
  const schedule = one.schedule === undefined ? undefined : state.schedule(one.schedule);
  return {
    escalation_policy: whole.includes('escalation_policies')
      ? policyObject(state, one.policy)
      : reference('escalation_policy', one.policy.id, one.policy.name),
    escalation_level: one.level,
    schedule:
      schedule === undefined
        ? null
        : whole.includes('schedules')
          ? scheduleObject(schedule)
          : reference('schedule', schedule.id, schedule.name),
    user: user !== undefined && whole.includes('users') ? userObject(user) : userReference(state, one.user),
    start: one.start === undefined ? null : utc(one.start),
    end: one.end === undefined ? null : utc(one.end),
  };
}

/** Shift ends are cut to the window unless `overflow=true`. */
function showSchedule(asked: Asked): unknown {
  const { state, query } = asked;
  const schedule = scheduleOf(asked);
  const [since, until] = [timeOf(query, 'since'), timeOf(query, 'until')];
  const shown = { ...scheduleObject(schedule), schedule_layers: [] };
  if (since === undefined || until === undefined) {
    return {
      schedule: {
        ...shown,
        final_schedule: { name: 'Final Schedule', rendered_schedule_entries: [], rendered_coverage_percentage: null },
      },
    };
  }
  const whole = query.get('overflow') === 'true';
  const entries = finalShifts(schedule)
    .filter((shift) => overlaps(shift, since, until))
    .map((shift) => entryObject(state, whole ? shift : clipped(shift, since, until), schedule.timezone));
  return {
    schedule: {
      ...shown,
      final_schedule: { name: 'Final Schedule', rendered_schedule_entries: entries, rendered_coverage_percentage: 100 },
    },
  };
}

/** Without a window, everybody who ever stands on the schedule. */
function listScheduleUsers(asked: Asked): unknown {
  const { state, query } = asked;
  const [since, until] = [timeOf(query, 'since'), timeOf(query, 'until')];
  const shifts = finalShifts(scheduleOf(asked)).filter(
    (one) => since === undefined || until === undefined || overlaps(one, since, until),
  );
  const ids = [...new Set(shifts.map(({ user }) => user))];
  return { users: ids.map((id) => state.users.get(id)).flatMap((user) => (user === undefined ? [] : [userObject(user)])) };
}

export const onCallRoutes: Route[] = [
  { method: 'GET', path: '/oncalls', run: listOnCalls },
  {
    method: 'GET',
    path: '/schedules',
    run: ({ state, query }) => {
      const part = (query.get('query') ?? '').toLowerCase();
      const found = [...state.schedules.values()].filter(({ name }) => name.toLowerCase().includes(part));
      return pageOf('schedules', found.map(scheduleObject), query);
    },
  },
  { method: 'GET', path: '/schedules/:id', run: showSchedule },
  {
    method: 'GET',
    path: '/v3/schedules/:id',
    run: (asked) => ({ schedule: shiftBasedObject(asked.state, scheduleOf(asked, true)) }),
  },
  { method: 'GET', path: '/schedules/:id/users', run: listScheduleUsers },
  ...overrideRoutes,
];
