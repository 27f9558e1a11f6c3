import { pagerDutyOnCall } from '../../src/adapters/on-call/pagerduty/source.ts';
import { rotationOnCall } from '../../src/adapters/on-call/rotation/source.ts';
import type { OnCallRotation } from '../../src/domain/on-call-rotation.ts';
import type { PagerDutyTarget, TargetSource } from '../../src/domain/policy.ts';
import type { Shift } from '../../src/domain/shift.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { aRotation } from '../builders/a-rotation.ts';
import { FakeOnCallSource } from '../fakes/fake-on-call-source.ts';
import { aPagerDutyWorld } from './a-pagerduty-world.ts';
import { onCallLevelsContract } from './on-call-levels.contract.ts';
import { type Duty, onCallSourceContract } from './on-call-source.contract.ts';

type PagerDutySource = Extract<TargetSource, { provider: 'pagerduty' }>;

const USERS = {
  Alice: { provider: 'pagerduty', id: 'PALICE1', name: 'Alice' },
  Bob: { provider: 'pagerduty', id: 'PBOB002', name: 'Bob' },
} as const;

function ofPagerDuty(duties: readonly Duty[]): Omit<Shift, 'target'>[] {
  return duties.map(({ who, ...span }) => ({ user: USERS[who], level: 1, ...span }));
}

function aTargetIn(name: string, duties: readonly Duty[]): PagerDutySource {
  const areAtOnce = new Set(duties.map(({ start }) => start.toString())).size < duties.length;
  const id = name.toUpperCase().replaceAll('-', '');
  const of = areAtOnce ? { escalationPolicy: `E${id}` } : { schedule: `S${id}` };
  return { target: name, provider: 'pagerduty', of, levels: 1, countPermanent: false };
}

async function aFakeWorld() {
  const source = new FakeOnCallSource();
  return {
    source,
    given: (target: PagerDutySource, shifts: readonly Omit<Shift, 'target'>[]) => source.put(target.target, shifts),
    goesDown: () => source.fail('server'),
    async [Symbol.asyncDispose]() {},
  };
}

async function anAccount() {
  const { sandbox, client, ...world } = await aPagerDutyWorld();
  const given = (target: PagerDutySource, shifts: readonly Omit<Shift, 'target'>[]) => arrange(sandbox, target, shifts);
  return { ...world, source: pagerDutyOnCall(client), given };
}

for (const [name, make] of [
  ['the fake', aFakeWorld],
  ['PagerDuty', anAccount],
] as const) {
  onCallLevelsContract(name, make);
  onCallSourceContract(name, async () => {
    const { given, goesDown, ...world } = await make();
    const put = (target: string, duties: readonly Duty[]) => {
      const source = aTargetIn(target, duties);
      given(source, ofPagerDuty(duties));
      return source;
    };
    return {
      ...world,
      given: put,
      givenWithoutAnswer(target) {
        goesDown();
        return put(target, []);
      },
      userOf: (who) => USERS[who],
    };
  });
}

onCallSourceContract('a rotation', async () => ({
  source: rotationOnCall(),
  given: (target, duties) => ({ target, provider: 'rotation', rotation: byTurns(duties) }),
  givenWithoutAnswer: (target) => ({ target, provider: 'rotation', rotation: { ...byTurns([]), timezone: 'Mars/Olympus' } }),
  userOf: (who) => ({ provider: 'rotation', id: who.toLowerCase(), name: who.toLowerCase() }),
  async [Symbol.asyncDispose]() {},
}));

// A turn a day from the first of them; who begins at once has a turn together.
function byTurns(duties: readonly Duty[]): OnCallRotation {
  const at = (time: Temporal.Instant) => time.toZonedDateTimeISO('UTC').toPlainDateTime();
  const [first, last] = [duties[0], duties.at(-1)];
  const turns = Map.groupBy(duties, ({ start }) => start.toString());
  return aRotation({
    timezone: 'UTC',
    every: { days: 1 },
    members: first ? [...turns.values()].map((turn) => turn.map(({ who }) => who.toLowerCase())) : [[]],
    ...(first && last && { anchor: at(first.start), until: at(last.end) }),
  });
}

// A target of its own on the sandbox: each level of the policy holds a schedule of that level's shifts, or a person for a permanent entry.
function arrange({ pagerDuty: { state } }: Sandbox, { of }: PagerDutyTarget, shifts: readonly Omit<Shift, 'target'>[]): void {
  const scheduled = 'schedule' in of ? of.schedule : undefined;
  const levels = [1, 2, 3].map((level) => {
    const here = shifts.filter((shift) => shift.level === level);
    const timed = here.flatMap(({ user, start, end }) => (start && end ? [{ user: user.id, start, end }] : []));
    const permanent = here.filter((shift) => !shift.end).map(({ user }) => ({ type: 'user' as const, id: user.id }));
    // Shifts at the same time stand on schedules of their own.
    const schedules = scheduled ? (level === 1 ? [timed] : []) : timed.map((shift) => [shift]);
    const ids = schedules.map((own) => addSchedule(own, scheduled));
    return [...ids.map((id) => ({ type: 'schedule' as const, id })), ...permanent];
  });
  const id = 'escalationPolicy' in of ? of.escalationPolicy : state.newId('E');
  state.policies.set(id, { id, name: id, levels });
  function addSchedule(own: { user: string; start: Temporal.Instant; end: Temporal.Instant }[], id = state.newId('S')): string {
    state.addSchedule({ id, name: id, timezone: 'UTC', shifts: own });
    return id;
  }
}
