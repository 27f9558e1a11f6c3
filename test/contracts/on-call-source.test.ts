import { pagerDutyOnCall } from '../../src/adapters/on-call/pagerduty/source.ts';
import type { PagerDutyTarget } from '../../src/domain/policy.ts';
import type { Shift } from '../../src/domain/shift.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { FakeOnCallSource } from '../fakes/fake-on-call-source.ts';
import { aPagerDutyWorld } from './a-pagerduty-world.ts';
import { onCallSourceContract } from './on-call-source.contract.ts';

onCallSourceContract('the fake', async () => {
  const source = new FakeOnCallSource();
  return {
    source,
    given: (target, shifts) => source.put(target.target, shifts),
    goesDown: () => source.fail('server'),
    async [Symbol.asyncDispose]() {},
  };
});

onCallSourceContract('PagerDuty', async () => {
  const { sandbox, client, ...world } = await aPagerDutyWorld();
  return { ...world, source: pagerDutyOnCall(client), given: (target, shifts) => arrange(sandbox, target, shifts) };
});

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
