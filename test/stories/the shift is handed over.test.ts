import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const SCHEDULE = 'PABC123';
const OFFER = /🔑 Alice had db-prod open for INC-42\./;

/** Alice holds db-prod of INC-42 for three hours; her shift is over in four. */
async function aliceHoldsIt(policy?: (text: string) => string): Promise<Night> {
  const night = await aNight(policy ? { policy } : {});
  await night.alice.types(INCIDENT, '/unlock db-prod for 3h in INC-42');
  await night.alice.windowSays(/db-prod until/);
  return night;
}

/** So many polls, a minute apart. */
async function polled(night: Night, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) {
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
  }
}

const ends = async (night: Night) => (await night.grants()).map(({ state, end_cause }) => [state, end_cause]);
const offersTo = (who: Night['bob']) => who.directMessages().filter(({ text }) => OFFER.test(text)).length;
const recorded = async (night: Night, kind: string) => (await night.audited()).filter((entry) => entry.kind === kind);

describe('Bob takes over Alice’s shift by an override', () => {
  it('her grant ends after two readings, both hear of it, and Bob’s button decides as /unlock does', async () => {
    const night = await aliceHoldsIt();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    await polled(night, 1);
    expect(await ends(night)).toEqual([['active', null]]);
    await polled(night, 1);
    expect(await ends(night)).toEqual([['ended', 'shift-ended']]);
    await night.alice.directMessageSays(/db-prod ended at .*: your shift ended\./);
    await night.bob.directMessageSays(OFFER);
    await night.bob.clicksIn('direct', 'Unlock db-prod');
    await night.bob.windowSays(/🔓 db-prod until/);
    expect(await ends(night)).toEqual([
      ['ended', 'shift-ended'],
      ['active', null],
    ]);
    expect(await recorded(night, 'access-granted')).toMatchObject([{}, { by: { name: 'bob' }, about: { incident: 'INC-42' } }]);
    await polled(night, 3);
    expect(offersTo(night.bob)).toBe(1);
    expect(await recorded(night, 'hand-off-offered')).toHaveLength(1);
  });

  it('on a schedule of three escalation policies it is one hand-off', async () => {
    const night = await aNight();
    const { state } = night.sandbox.pagerDuty;
    const levels = [[{ type: 'schedule' as const, id: SCHEDULE }]];
    state.policies.set('PTHIRD', { id: 'PTHIRD', name: 'Third', levels });
    await night.alice.types(INCIDENT, '/unlock db-prod for 3h in INC-42');
    await night.alice.windowSays(/db-prod until/);
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    await polled(night, 3);
    expect(await ends(night)).toEqual([['ended', 'shift-ended']]);
    await night.bob.directMessageSays(OFFER);
    expect(offersTo(night.bob)).toBe(1);
  });

  it('one that begins later ends it then: she is told five minutes before, and at the end', async () => {
    const night = await aliceHoldsIt();
    const from = night.sandbox.clock.now().add({ minutes: 30 });
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002', from.add({ hours: 8 }), from);
    await polled(night, 2);
    await night.alice.windowSays(/\(your shift ends\)/);
    expect(await recorded(night, 'grant-shortened')).toMatchObject([{ about: { because: 'shift', endsAt: expect.any(String) } }]);
    await night.sandbox.clock.advance('PT24M');
    await night.bot.tick();
    await night.alice.directMessageSays(/⏳ db-prod ends at .*, in [45] min: your shift ends\./);
    expect(offersTo(night.bob)).toBe(0);
    await night.sandbox.clock.advance('PT5M');
    await night.bot.tick();
    await night.alice.directMessageSays(/db-prod ended at .*: your shift ended\./);
    await night.bob.directMessageSays(OFFER);
  });

  it('one that is taken back within a minute ends nothing', async () => {
    const night = await aliceHoldsIt();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    await polled(night, 1);
    night.sandbox.pagerDuty.state.schedule(SCHEDULE).overrides.length = 0;
    await polled(night, 3);
    expect(await ends(night)).toEqual([['active', null]]);
    expect(await recorded(night, 'grant-shortened')).toEqual([]);
  });
});

describe('PagerDuty is down in the middle of a hand-off', () => {
  it('the grant stays as it is until a second reading is there', async () => {
    const night = await aliceHoldsIt();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    await polled(night, 1);
    night.sandbox.pagerDuty.mode = 'error-502';
    await polled(night, 3);
    expect(await ends(night)).toEqual([['active', null]]);
    night.sandbox.pagerDuty.mode = 'up';
    await polled(night, 1);
    expect(await ends(night)).toEqual([['ended', 'shift-ended']]);
  });

  it('whoever comes next is told once it is back', async () => {
    const night = await aliceHoldsIt();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002', undefined, night.sandbox.clock.now().add({ minutes: 4 }));
    await polled(night, 2);
    night.sandbox.pagerDuty.mode = 'error-502';
    await polled(night, 3);
    expect(await ends(night)).toEqual([['ended', 'shift-ended']]);
    expect(offersTo(night.bob)).toBe(0);
    night.sandbox.pagerDuty.mode = 'up';
    await polled(night, 1);
    await night.bob.directMessageSays(OFFER);
  });
});

describe('more than one on call', () => {
  it('two people who are on call when it ends are told each, and whoever takes it first asks for themselves', async () => {
    const night = await aliceHoldsIt((text) =>
      text.replace('onCall: db-primary\n    approvers', 'onCall: db-escalation\n    approvers'),
    );
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    await polled(night, 2);
    await night.bob.directMessageSays(OFFER);
    await night.carol.directMessageSays(OFFER);
    expect(await recorded(night, 'hand-off-offered')).toMatchObject([
      { about: { to: [{ person: 'bob' }, { person: 'carol' }] } },
    ]);
  });

  it('somebody who always stands on level 3, where that counts, hands nothing over', async () => {
    const night = await aliceHoldsIt((text) =>
      text
        .replace('onCall: db-primary\n    approvers', 'onCall: db-escalation\n    approvers')
        .replace('escalationPolicy: PXYZ789, levels: 2', 'escalationPolicy: PXYZ789, levels: 3, countPermanent: true'),
    );
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    await polled(night, 3);
    expect(await ends(night)).toEqual([['active', null]]);
  });
});

describe('a gap between two shifts', () => {
  it('ends the grant, and whoever begins after it is told then', async () => {
    const night = await aliceHoldsIt();
    const begins = night.sandbox.clock.now().add({ minutes: 20 });
    const schedule = night.sandbox.pagerDuty.state.schedule(SCHEDULE);
    schedule.shifts = [{ user: 'PBOB002', start: begins, end: begins.add({ hours: 8 }) }];
    await polled(night, 10);
    expect(await ends(night)).toEqual([['ended', 'shift-ended']]);
    expect(offersTo(night.bob)).toBe(0);
    await night.sandbox.clock.advance('PT10M');
    await polled(night, 1);
    await night.bob.directMessageSays(OFFER);
  });
});

describe('two replicas', () => {
  it('shorten it once, and offer it once', async () => {
    const night = await aliceHoldsIt();
    const other = await night.secondBot();
    night.sandbox.pagerDuty.putOnCall(SCHEDULE, 'PBOB002');
    for (let nth = 0; nth < 3; nth += 1) {
      await night.sandbox.clock.advance('PT61S');
      await Promise.all([night.bot.tick(), other.tick()]);
    }
    await night.bob.directMessageSays(OFFER);
    expect(await recorded(night, 'grant-shortened')).toHaveLength(1);
    expect(await recorded(night, 'hand-off-offered')).toHaveLength(1);
    expect(offersTo(night.bob)).toBe(1);
  });
});
