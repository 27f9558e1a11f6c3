import { describe, expect, it } from 'vitest';
import { aNight, CANARY } from './a-night.ts';
import { APPROVALS, AUDIT, aQuietNight, buttonsOf, CHANNEL, kindsOf } from './a-quiet-night.ts';

describe('at night, and PagerDuty doesn’t answer', () => {
  it('the refusal offers it, asks once more, and the database leads are asked, loudly', async () => {
    const night = await aQuietNight();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    const refused = await night.alice.windowSays(/PagerDuty didn't answer, so I can't tell whether you're on call\./);
    expect(buttonsOf(refused)).toEqual(['Try again', 'Break glass', 'Why?']);
    expect(refused.buttons.find(({ text }) => text === 'Break glass')).toMatchObject({
      style: 'danger',
      confirm: expect.stringContaining('Break glass for db-prod?'),
    });
    await night.alice.clicks('Break glass');
    await night.alice.windowSays(/Asked Bob and Carol\..*🚨 Break glass: db-prod for 15 min/s);
    const card = await night.sandbox.channel(APPROVALS).says(/🚨 Break glass: Alice wants db-prod for 15 min/);
    expect(card.text).toContain("Couldn't be checked: who is on call (PagerDuty).");
    const note = await night.sandbox.channel(AUDIT).says(/🚨 Alice asked to break glass for db-prod\./);
    expect(note.text).toContain('replica lag');
    expect(await night.grants()).toEqual([]);
  });

  it('one of them agrees: fifteen minutes, marked as such everywhere, with a review due', async () => {
    const night = await aQuietNight();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.alice.types(CHANNEL, '/unlock db-prod break-glass because replica lag');
    await night.sandbox.channel(APPROVALS).says(/🚨/);
    await night.bob.clicksIn(APPROVALS, 'Approve');
    const window = await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(15 min\)/);
    expect(window.text).toContain('🚨 Break glass · review by');
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    const review = await night.sandbox.channel(AUDIT).says(/🚨 Alice broke glass for db-prod at \d\d:\d\d/);
    expect(review.text).toMatch(/Review by .*: @Carol/);
    expect(buttonsOf(review)).toEqual(['Mark reviewed']);
    expect(await night.grants()).toMatchObject([{ break_glass: true, rule: 'break glass' }]);
    const asked = (await night.audited()).find(({ kind }) => kind === 'access-asked');
    expect(asked?.about).toMatchObject({ breakGlass: true });
  });

  it('somebody who is second on call is asked first, by direct message', async () => {
    const night = await aQuietNight();
    await night.bob.types(CHANNEL, '/unlock db-prod break-glass because replica lag');
    await night.bob.windowSays(/Asked Carol\./);
    await night.carol.directMessageSays(/🚨 Break glass: Bob wants db-prod/);
    const card = await night.sandbox.channel(APPROVALS).says(/Bob wants db-prod/);
    expect(card.text).toContain('Asked: @Carol (on call)');
    expect(card.text).toContain('not on call for db-primary');
  });
});

describe('status-page, where nobody has to agree', () => {
  it('opens by the refusal’s button at once though PagerDuty is silent, and is told in the audit channel', async () => {
    const night = await aNight();
    night.sandbox.pagerDuty.mode = 'error-502';
    await night.bob.types(CHANNEL, '/unlock status-page because an outage to tell of');
    await night.bob.windowSays(/PagerDuty didn't answer/);
    await night.bob.clicks('Break glass');
    const window = await night.bob.windowSays(/🔓 status-page until \d\d:\d\d \(15 min\)/);
    expect(window.text).toContain('🚨 Break glass · review by');
    await night.sandbox.channel(AUDIT).says(/🚨 Bob broke glass for status-page/);
    await night.bob.clicks('Show values');
    await night.bob.windowSays(CANARY);
  });

  it('wants a reason: without one the form asks for it', async () => {
    const night = await aNight();
    await night.bob.types(CHANNEL, '/unlock status-page break-glass');
    const form = await night.bob.windowSays(/status-page needs a reason/);
    expect(form.submit).toBe('Unlock');
    expect(await night.grants()).toEqual([]);
    await night.bob.fills({ Reason: 'an outage to tell of' });
    await night.bob.submits();
    await night.bob.windowSays(/🔓 status-page until/);
  });
});

describe('only when asked for', () => {
  it('whoever may by the normal rules gets that instead', async () => {
    const night = await aNight();
    await night.alice.types(CHANNEL, '/unlock db-prod break-glass because replica lag');
    await night.alice.windowSays(/🔓 db-prod until \d\d:\d\d \(30 min\)/);
    expect(await night.grants()).toMatchObject([{ break_glass: false, rule: 'on call, incident open' }]);
    await night.bot.tick();
    expect(
      night.sandbox
        .channel(AUDIT)
        .messages()
        .some(({ text }) => text.includes('🚨')),
    ).toBe(false);
  });

  it('where no rule has it, it is refused; whom the rule doesn’t name, too', async () => {
    const night = await aNight();
    await night.bob.types(CHANNEL, '/unlock db-replica break-glass because replica lag');
    await night.bob.windowSays(/db-replica can't be opened by break-glass: none of its rules has it\./);
    const gina = night.sandbox.as('gina');
    await gina.types(CHANNEL, '/unlock db-prod break-glass because replica lag');
    const refused = await gina.windowSays(/You're not in sre\./);
    expect(buttonsOf(refused)).toEqual(['Why?']);
    expect(await kindsOf(night)).not.toContain('access-asked');
  });
});
