import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night, type NightOptions } from './a-night.ts';
import { buttonsOf } from './a-quiet-night.ts';

const ROOM = 'inc-42-checkout-latency';
const REASON = 'replica lag in Frankfurt';
const HARDLY_ANY_GRACE = (text: string) => text.replace('  showFor: 60s\n', '  showFor: 60s\n  graceAfterResolve: 1s\n');

/** A night in whose incident's channel the panel stands. */
async function aNightWithAPanel(options: NightOptions = {}): Promise<Night> {
  const night = await aNight(options);
  await night.carol.types(ROOM, '/nightlatch incident INC-42');
  await night.carol.windowSays(/This channel is now about INC-42/);
  await night.carol.closesWindow();
  await panel(night, /On call for db-primary: Alice/);
  return night;
}

const room = (night: Night) => night.sandbox.channel(ROOM);
const panel = (night: Night, words: RegExp) => room(night).says(words);

/** Alice unlocked db-prod in the channel, and its values are on her screen. */
async function aliceReads(night: Night): Promise<void> {
  await night.alice.types(ROOM, `/unlock db-prod because ${REASON}`);
  await night.alice.windowSays(/🔓 db-prod until/);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(CANARY);
}

/** Time passes, and all that is due is done. */
async function passes(night: Night, time: string): Promise<void> {
  await night.sandbox.clock.advance(time);
  await night.bot.tick();
}

describe('the panel of an incident channel', () => {
  it('says the incident, who is on call until when, and what can be unlocked; a click unlocks it', async () => {
    const night = await aNightWithAPanel();
    const before = await panel(night, /Nothing is open/);
    expect(before.text).toMatch(/INC-42 · [\s\S]*Triggered[\s\S]*On call for db-primary: Alice until/);
    expect(buttonsOf(before)).toEqual(['Unlock db-prod']);
    await night.alice.clicksIn(ROOM, 'Unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    const after = await panel(night, /Open now[\s\S]*🔓 db-prod until .* · Alice/);
    expect(after.ts).toBe(before.ts);
    expect(await night.grants()).toMatchObject([{ state: 'active', incident_number: 42 }]);
  });

  it('has one card of each grant below it, without reason, variable or value', async () => {
    const night = await aNightWithAPanel();
    await aliceReads(night);
    await panel(night, /Open now/);
    const cards = room(night)
      .messages()
      .filter(({ text }) => /^🔓 db-prod/.test(text));
    expect(cards).toHaveLength(1);
    const said = JSON.stringify(room(night).messages());
    for (const secret of [CANARY, REASON, 'PGPASSWORD']) expect(said).not.toContain(secret);
    await night.alice.closesWindow();
    await night.alice.types(ROOM, '/grants');
    await night.alice.windowSays(/Your open grants/);
    await night.alice.clicks('Give back');
    await room(night).says(/🔒 db-prod · Alice[\s\S]*Given back by Alice .*values shown once/);
    await panel(night, /Nothing is open/);
  });

  it('says within a minute that the shift passed to the next', async () => {
    const night = await aNightWithAPanel();
    night.shiftEndsIn('PT1M');
    await passes(night, 'PT2M');
    await panel(night, /On call for db-primary: Bob until/);
  });

  it('says that PagerDuty does not answer, and that it does again', async () => {
    const night = await aNightWithAPanel();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.alice.types(ROOM, '/unlock db-prod');
    await night.alice.windowSays(/PagerDuty didn't answer/);
    await night.alice.closesWindow();
    await panel(night, /PagerDuty hasn't answered since[\s\S]*The way out: \/unlock db-prod break-glass/);
    night.sandbox.pagerDuty.mode = 'up';
    await passes(night, 'PT1M');
    await night.alice.types(ROOM, '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    await panel(night, /INC-42(?![\s\S]*hasn't answered)[\s\S]*Open now/);
  });
});

/** It was resolved, and a minute later everything is locked. */
async function resolved(night: Night): Promise<void> {
  night.resolveIncident(42);
  await passes(night, 'PT61S');
  await passes(night, 'PT61S');
}

const notesOf = (night: Night) =>
  [...night.sandbox.pagerDuty.state.incidents.values()].flatMap(({ number, notes }) => (number === 42 ? notes : []));

describe('after it was resolved', () => {
  it('the panel offers nothing, the thread has the access record, and the timeline one note without any value', async () => {
    const night = await aNightWithAPanel({ policy: HARDLY_ANY_GRACE });
    await aliceReads(night);
    await resolved(night);
    const { ts, buttons } = await panel(night, /✅ Resolved[\s\S]*Everything is locked/);
    expect(buttons).toEqual([]);
    const record = await room(night).says(/Access record of INC-42[\s\S]*Alice · db-prod · .* · values shown once/);
    expect(record.threadTs).toBe(ts);
    expect(record.text).toContain(REASON);
    const [note, ...more] = notesOf(night);
    expect(more).toEqual([]);
    expect(note?.content).toMatch(/^Nightlatch: what was unlocked for INC-42 is locked\. 1 grant to 1 person, values shown once/);
    for (const secret of [CANARY, REASON, 'PGPASSWORD']) expect(note?.content).not.toContain(secret);
    expect(JSON.stringify(room(night).messages())).not.toContain(CANARY);
  });

  it('and reopened, it offers what there is again, and says that nothing came back', async () => {
    const night = await aNightWithAPanel({ policy: HARDLY_ANY_GRACE });
    await resolved(night);
    await room(night).says(/Access record of INC-42[\s\S]*Nothing was unlocked/);
    expect(notesOf(night)).toEqual([]);
    night.sandbox.pagerDuty.setIncident(42, 'triggered');
    await passes(night, 'PT61S');
    const again = await panel(night, /It was resolved before/);
    expect(buttonsOf(again)).toEqual(['Unlock db-prod']);
  });
});
