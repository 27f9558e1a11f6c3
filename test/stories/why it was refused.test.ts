import { describe, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.ts';
import { buttonsOf } from './a-quiet-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** Everything that a request could have left behind. */
async function traces(night: Night) {
  await night.bot.tick();
  // That PagerDuty doesn't answer is noted by whoever asks it first.
  const entries = (await night.audited()).filter(({ kind }) => !kind.startsWith('source-')).length;
  const [{ requests, cards, seen } = {}] = await night.rows(
    'SELECT (SELECT count(*)::int FROM requests) AS requests, (SELECT count(*)::int FROM cards) AS cards, (SELECT count(*)::int FROM person_links) AS seen',
  );
  return { entries, requests, cards, seen, grants: (await night.grants()).length };
}

describe('why it was refused', () => {
  it('Bob, who is not on call, reads rule by rule why, and it opens nothing and is no entry', async () => {
    const night = await aNight();
    await night.bob.types(INCIDENT, '/unlock db-prod because replica lag');
    const refusal = await night.bob.windowSays(/You're not on call for db-primary/);
    const before = await traces(night);
    await night.bob.clicks('Why?');
    const window = await night.bob.windowSays(/✗ on call, incident open: passed over/);
    expect(window.externalId).toBe(refusal.externalId);
    expect(window.text.split('\n').map((line) => line.replace(/\d\d:\d\d/, '__:__'))).toEqual([
      'db-prod',
      "You're not on call for db-primary. Alice is, until __:__.",
      'Ask Alice, or try again when your shift has begun.',
      '[Ask Alice] [Break glass] [Try again]',
      '✗ on call, incident open: passed over',
      "✗ You're not on call for db-primary. Alice is, until __:__.",
      '✓ INC-42 Checkout latency above 2 s is open.',
      'Gives it at once, for 30 min, 4 h at most.',
      '✗ on call, quiet: passed over',
      "✗ You're not on call for db-primary. Alice is, until __:__.",
      'Gives it with a yes from dba-leads, for 30 min, 1 h at most.',
      '– break glass: only when you break glass',
      "✓ You're in sre.",
      'Gives it with a yes from whoever is on call for db-secondary or dba-leads, for 15 min, 30 min at most, reviewed afterwards.',
      'This only explains: nothing was asked for.',
      'Times are on your clock (America/New_York).',
    ]);
    expect(await traces(night)).toEqual(before);
  });

  it('from there she asks again, once it would be given', async () => {
    const night = await aNight();
    night.sandbox.pagerDuty.mode = 'hanging';
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/I can't tell whether/);
    await night.alice.clicks('Why?');
    await night.alice.windowSays(/\? on call, incident open: can't tell/);
    night.sandbox.pagerDuty.mode = 'up';
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/db-prod until/);
    expect(await night.grants()).toHaveLength(1);
  });

  it('PagerDuty, hanging, is unknown to the explanation too', async () => {
    const night = await aNight();
    night.sandbox.pagerDuty.mode = 'hanging';
    const before = await traces(night);
    await night.alice.types(INCIDENT, '/nightlatch explain db-prod');
    await night.alice.windowSays('Checking what each rule says…');
    const window = await night.alice.windowSays(/\? on call, quiet: can't tell/);
    expect(window.text).toContain("? PagerDuty didn't answer, so I can't tell whether you're on call.");
    expect(window.text).toContain("? PagerDuty didn't answer, so I can't tell whether an incident is open.");
    expect(buttonsOf(window)).toEqual(['Try again', 'Break glass']);
    expect(await traces(night)).toEqual(before);
  });
});

describe('/nightlatch explain', () => {
  it('says to Alice that she would get it, and Unlock gives it to her', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/nightlatch explain db-prod for 20m because replica lag');
    const window = await night.alice.windowSays(/“on call, incident open” opens db-prod at once, until \d\d:\d\d \(20 min\)/);
    expect(window.text).toContain('✓ on call, incident open: decides');
    expect(window.text).toContain('– on call, quiet: not reached');
    expect(await night.grants()).toEqual([]);
    await night.alice.clicks('Unlock');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.alice.types(INCIDENT, '/nightlatch explain db-prod');
    await night.alice.windowSays(/You have it now, until \d\d:\d\d\./);
  });

  it('says what breaking glass would give, and breaks none', async () => {
    const night = await aNight();
    const before = await traces(night);
    await night.bob.types(INCIDENT, '/nightlatch explain db-prod break-glass because outage');
    const window = await night.bob.windowSays(/✓ break glass: decides/);
    expect(buttonsOf(window)).toEqual(['Break glass']);
    expect(window.buttons[0]?.confirm).toContain('Break glass for db-prod?');
    expect(await traces(night)).toEqual(before);
  });

  it('of somebody else is for owners, and on record', async () => {
    const night = await aNight();
    await night.carol.types(INCIDENT, '/nightlatch explain @bob db-prod');
    const window = await night.carol.windowSays(/No rule opens db-prod for Bob/);
    expect(window.text).toMatch(/✗ Bob( \w+)? isn't on call for db-primary\. Alice is, until/);
    expect(window.buttons).toEqual([]);
    expect((await night.audited()).at(-1)).toMatchObject({
      kind: 'log-read',
      by: { name: 'carol' },
      about: { explain: 'bob', asked: 'db-prod' },
    });
    await night.bob.types(INCIDENT, '/nightlatch explain @carol db-prod');
    await night.bob.windowSays('Only owners and auditors may ask about somebody else.');
  });

  it('without words says what to type', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/nightlatch explain');
    await night.alice.windowSays(/\/nightlatch explain db-prod in INC-42/);
  });

  it.each(['dave', 'erin', 'frank'])('%s, an outsider, gets the one sentence', async (who) => {
    const night = await aNight();
    const outsider = night.sandbox.as(who);
    for (const words of ['db-prod', '@alice db-prod', 'no-such-thing', '']) {
      await outsider.types(INCIDENT, `/nightlatch explain ${words}`);
      const { text } = await outsider.windowSays(/full members/);
      expect(text).toBe('Nightlatch\nThis works only for full members of this workspace.');
      await outsider.closesWindow();
    }
  });
});
