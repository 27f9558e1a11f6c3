import { describe, expect, it } from 'vitest';
import { aNight } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

describe('who is refused', () => {
  it('Bob, who is not on call, is told who is and until when', async () => {
    const night = await aNight();
    await night.bob.types(INCIDENT, '/unlock db-prod');
    const window = await night.bob.windowSays(/You're not on call for db-primary\. Alice is, until \d\d:\d\d/);
    expect(window.buttons.map(({ text }) => text)).toEqual(['Ask Alice', 'Break glass', 'Why?']);
    expect(await night.audited()).toContainEqual(
      expect.objectContaining({
        kind: 'refused',
        by: expect.objectContaining({ name: 'bob' }),
        about: expect.objectContaining({ code: 'not-allowed' }),
      }),
    );
    expect(await night.grants()).toEqual([]);
  });

  it.each(['dave', 'erin', 'frank'])('%s, an outsider, gets one answer that teaches nothing, whatever is asked', async (who) => {
    const night = await aNight();
    const outsider = night.sandbox.as(who);
    for (const words of ['/unlock db-prod', '/unlock no-such-thing', '/grants all']) {
      await outsider.types(INCIDENT, words);
      const { text } = await outsider.windowSays(/full members/);
      expect(text).toBe('Nightlatch\nThis works only for full members of this workspace.');
      await outsider.closesWindow();
    }
    expect(await night.grants()).toEqual([]);
  });

  it('Gina, whom neither the policy nor PagerDuty knows, is told what is missing', async () => {
    const night = await aNight();
    const gina = night.sandbox.as('gina');
    await gina.types(INCIDENT, '/unlock db-prod');
    await gina.windowSays(/PagerDuty/);
    expect(await night.grants()).toEqual([]);
  });

  it.each([
    ['/unlock db-prd', /no resource “db-prd”.*db-prod/s],
    ['/unlock db-prod PGPASSWRD', /no variable PGPASSWRD.*PGPASSWORD/s],
    ['/unlock db-prod for banana', /“banana” isn't a duration/],
    ['/unlock db-prod for -5m', /“-5m”/],
    ['/unlock db-prod for 900h', /over the limit of 24h/],
    ['/unlock db-prod in INC-41', /INC-41 isn't an open incident of db-prod.*INC-42/s],
  ])('%s gets a clear answer', async (words, answer) => {
    const night = await aNight();
    await night.alice.types(INCIDENT, words);
    await night.alice.windowSays(answer);
    expect(await night.grants()).toEqual([]);
  });

  it('an incident that is not open is told of just the same to whoever holds a grant already', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock db-prod in INC-99');
    await night.alice.windowSays(/INC-99 isn't an open incident of db-prod\..*Open is .*INC-42/s);
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock db-prod in INC-42');
    await night.alice.windowSays(/You had this already/);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('and to whoever waits for a yes', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock ledger-db because the export hangs');
    await night.alice.windowSays(/Asked /);
    await night.alice.closesWindow();
    await night.alice.types(INCIDENT, '/unlock ledger-db in INC-99 because the export hangs');
    await night.alice.windowSays(/INC-99 isn't an open incident of ledger-db/);
    expect((await night.audited()).map(({ kind }) => kind).slice(-2)).toEqual(['access-asked', 'refused']);
  });

  it('`/unlock help` shows what to type, with what there is', async () => {
    const { alice } = await aNight();
    await alice.types(INCIDENT, '/unlock help');
    await alice.windowSays(/\/unlock db-prod until 07:30/);
  });

  it('a phone keyboard is forgiven: case, typographic dash, no-break space', async () => {
    const { alice } = await aNight();
    await alice.types(INCIDENT, '/unlock Db–prod\u00a0for\u00a030m because “replica lag”');
    await alice.windowSays(/db-prod until/);
  });

  it('equal refusals within a minute are one entry, and then one entry "n more"', async () => {
    const night = await aNight();
    for (let i = 0; i < 3; i++) {
      await night.bob.types(INCIDENT, '/unlock db-prod');
      await night.bob.windowSays(/not on call/);
      await night.bob.closesWindow();
    }
    await night.sandbox.clock.advance('PT61S');
    await night.bot.tick();
    const refused = (await night.audited()).filter(({ kind }) => kind.startsWith('refused'));
    expect(refused.map(({ kind }) => kind)).toEqual(['refused', 'refused-again']);
    expect(refused[1]).toMatchObject({ about: { more: 2, resource: 'db-prod' } });
  });

  it('the eleventh request within a minute is refused', async () => {
    const night = await aNight();
    for (let i = 0; i < 10; i++) {
      await night.bob.types(INCIDENT, '/unlock db-prod');
      await night.bob.windowSays(/not on call/);
      await night.bob.closesWindow();
    }
    await night.bob.types(INCIDENT, '/unlock db-prod');
    await night.bob.windowSays(/more than 10 requests in a minute/);
  });
});
