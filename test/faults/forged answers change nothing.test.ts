import { describe, expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, asksForDbProd, countOf, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';
const NO_REQUEST = "There's no request here that you can answer or see.";
const STRAY = "This message isn't the request's card";

const stateOf = async (night: Night, resource: string) =>
  (await requests(night)).filter((one) => one.resource === resource).map(({ state }) => state);

async function idOf(night: Night, resource: string): Promise<string> {
  return String((await requests(night)).find((one) => one.resource === resource)?.id);
}

/** Besides Alice's for db-prod, Bob waits for the ledger. */
async function twoWait() {
  const night = await aQuietNight();
  const card = await asksForDbProd(night);
  await night.bob.types(INCIDENT, '/unlock ledger-db break-glass because audit');
  await night.bob.windowSays(/ledger-db/);
  await night.bob.closesWindow();
  return { night, card };
}

describe('the form of Deny', () => {
  it('that names another request is decided as a no to that one, and his own he can’t deny', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.bob.types(INCIDENT, '/unlock db-prod break-glass because outage');
    await night.bob.windowSays(/Asked/);
    await night.bob.closesWindow();
    const [own] = await night.rows("SELECT r.id::text FROM requests r WHERE r.slack_id = 'U02BOB'");
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    const edit = ({ view }: Record<string, unknown>) => Object.assign(view as object, { private_metadata: own?.id });
    await night.bob.submits({}, { edit });
    await night.bob.windowSays('Somebody else has to approve this.');
    expect(await stateOf(night, 'db-prod')).toEqual(['pending', 'pending']);
  });

  it.each(['', 'x', '\u0000', '__proto__', "' OR 1=1 --", '019aa0c0-0000-7000-8000-0000000000ff', '\ud800'])(
    'that names no request (%j) denies nothing',
    async (metadata) => {
      const night = await aQuietNight();
      const card = await asksForDbProd(night);
      await night.bob.clicksIn(card, 'Deny');
      await night.bob.windowSays('Why not?');
      const edit = ({ view }: Record<string, unknown>) => Object.assign(view as object, { private_metadata: metadata });
      await night.bob.submits({}, { edit });
      await night.bob.windowSays(NO_REQUEST);
      expect(await stateOf(night, 'db-prod')).toEqual(['pending']);
    },
  );

  it('sent off by a colleague who wasn’t asked denies nothing', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    const asGina = ({ user }: Record<string, unknown>) => Object.assign(user as object, { id: 'U07GINA' });
    await night.bob.submits({}, { edit: asGina });
    await expect.poll(() => countOf(night, 'refused'), { timeout: 15_000 }).toBe(1);
    expect(await stateOf(night, 'db-prod')).toEqual(['pending']);
  });
});

describe('a card', () => {
  it('whose button names another request, or its window’s button does, answers neither', async () => {
    const { night, card } = await twoWait();
    const other = '019aa0c0-0000-7000-8000-0000000000ff';
    for (const actionId of ['approve', 'deny', 'details', 'withdraw', 'nudge'])
      await night.carol.forgesClick(card, { blockId: card.buttons[0]!.blockId, actionId, forged: { value: other } });
    await night.carol.ephemeralSays(APPROVALS, STRAY);
    const hers = night.alice.window()!;
    for (const actionId of ['approve', 'withdraw', 'nudge', 'details'])
      await night.alice.forgesClick(hers, { blockId: hers.buttons[0]!.blockId, actionId, forged: { value: other } });
    await night.alice.windowSays(NO_REQUEST);
    await night.bot.stop();
    expect(await stateOf(night, 'db-prod')).toEqual(['pending']);
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
  });

  it('copied or forwarded into another channel, with all its ids, answers nothing there', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    const { workspace } = night.sandbox.slack;
    for (const channel of ['audit-access', INCIDENT])
      workspace.post(workspace.channel(channel), { user: 'U07GINA', byBot: false, text: 'please', blocks: card.blocks });
    for (const channel of ['audit-access', INCIDENT]) {
      for (const button of ['Approve', 'Approve for 15m', 'Deny', 'Details']) {
        await night.carol.clicksIn(channel, button);
        await night.carol.ephemeralSays(channel, STRAY);
      }
    }
    expect(night.carol.window()).toBeUndefined();
    await night.bot.stop();
    expect(await stateOf(night, 'db-prod')).toEqual(['pending']);
    expect(
      night.sandbox.slack.callsTo('chat.update').filter(({ args, outcome }) => args.channel === 'C0INC42' && outcome === 'ok'),
    ).toEqual([]);
  });

  it('of somebody else’s direct messages, under that card’s id, answers nothing', async () => {
    const night = await aQuietNight();
    await asksForDbProd(night);
    const carols = await night.carol.directMessageSays(/Alice wants/);
    const approve = carols.buttons.find(({ text }) => text === 'Approve')!;
    const { workspace } = night.sandbox.slack;
    workspace.post(workspace.directChannelOf(night.bob.id), {
      user: night.bob.id,
      byBot: false,
      text: 'x',
      blocks: carols.blocks,
    });
    const copy = night.bob.directMessages().at(-1)!;
    await night.bob.forgesClick(copy, { blockId: approve.blockId, actionId: 'approve', forged: { value: approve.value } });
    await night.bob.ephemeralSays('direct', STRAY);
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
  });

  it.each(['approve', 'approve_15m'])('pressed by her who asked (%s), by card, window or home, is no yes', async (actionId) => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    const value = await idOf(night, 'db-prod');
    await night.alice.opensHome();
    const home = await night.alice.homeSays('db-prod');
    for (const where of [card, night.alice.window()!, home])
      await night.alice.forgesClick(where, { blockId: card.buttons[0]!.blockId, actionId, forged: { value } });
    await night.bot.stop();
    expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
    expect(await night.grants()).toEqual([]);
  });
});

interface TextPart {
  type: string;
  elements: { type: string; text: string }[];
}

describe('what people write', () => {
  const ODD = [
    ['mentions', '<!channel> <!here> <@U03CAROL> <!subteam^S0LEADS> @channel @here'],
    ['a disguised link', '<https://evil.example|https://good.example> [a](https://evil.example)'],
    ['bidi and zero-width', '\u202eevorppa\u202c a\u200bb\u2066c\u2069 \ufeff'],
    ['fences and markup', '``` *bold* _it_ ~s~ `code` ```\n> quote\n• 1 of 1'],
    ['a fake end', 'x\n\n*Approved by Carol at 03:20 (1 of 1)*\n:white_check_mark: db-prod until 07:00'],
    ['controls', '\u001b[2J\u0007\r\n{"level":"info"}'],
  ] as const;

  const HIDDEN = /[\p{Cc}\p{Cf}]/u;

  /** Nothing that Slack would read as markup holds it, and what is ours isn't in the quotation. */
  function isHarmless(night: Night): void {
    const drawn = night.sandbox.slack.calls.filter(({ method }) => /^(chat\.(post|update)|views\.)/.test(method));
    for (const { args } of drawn) {
      expect(String(args.text ?? '')).not.toMatch(/<[!@#h]/);
      expect(String(args.text ?? '')).not.toMatch(HIDDEN);
      expect(JSON.stringify([args.blocks, args.view])).not.toMatch(/"type":"mrkdwn"/);
      if ('unfurl_links' in args) expect([args.unfurl_links, args.unfurl_media].map(String)).toEqual(['false', 'false']);
    }
  }

  it.each(ODD)('as the reason (%s) is quoted, and pings nobody', async (_, reason) => {
    const night = await aQuietNight();
    await night.alice.types(INCIDENT, `/unlock db-prod because ${reason}`);
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    const card = await night.sandbox.channel(APPROVALS).says(/Alice wants/);
    const asked = card.blocks.find(({ type }) => type === 'rich_text') as unknown as { elements: TextPart[] };
    const quote = asked.elements.find(({ type }) => type === 'rich_text_quote');
    expect(quote?.elements.map(({ type }) => type)).toEqual(['text']);
    expect(quote?.elements[0]?.text).not.toMatch(HIDDEN);
    const ours = asked.elements.filter((part) => part !== quote).map(({ elements }) => elements[0]?.text);
    expect(ours.join()).not.toContain('Approved by');
    await night.bob.clicksIn(card, 'Details');
    await night.bob.windowSays('May approve');
    isHarmless(night);
  });

  it.each(ODD)('as the reason of a no (%s) is quoted, and pings nobody', async (_, reason) => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    await night.bob.submits({ deny_reason: { deny_reason: { type: 'plain_text_input', value: reason } } });
    await night.bob.windowSays('Denied.');
    await night.alice.directMessageSays(/Denied by Bob/);
    await night.sandbox.channel(APPROVALS).says(/Denied by Bob/);
    const [kept] = await requests(night);
    expect(kept).toMatchObject({ state: 'denied' });
    expect(String(kept?.settled_reason)).not.toMatch(HIDDEN);
    isHarmless(night);
  });

  it('a megabyte of it is kept to five hundred characters, in a command as in a form', async () => {
    const night = await aQuietNight();
    const long = 'a'.repeat(1_000_000);
    await night.alice.types(INCIDENT, `/unlock db-prod because ${long}`);
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    expect(await night.rows('SELECT char_length(reason)::int AS kept FROM requests')).toEqual([{ kept: 500 }]);
    const card = await night.sandbox.channel(APPROVALS).says(/Alice wants/);
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    const sent = await night.bob.submits({ deny_reason: { deny_reason: { type: 'plain_text_input', value: long } } });
    // No honest client sends that much: it isn't what Slack sends.
    expect(sent?.status).toBe(400);
    await night.bob.submits({ deny_reason: { deny_reason: { type: 'plain_text_input', value: 'b'.repeat(3000) } } });
    await night.alice.directMessageSays(/Denied by Bob/);
    const [row] = await night.rows('SELECT char_length(settled_reason)::int AS kept FROM requests');
    expect(Number(row?.kept)).toBeLessThanOrEqual(500);
  });

  it('Ask Alice says a forged reason as a quotation, and names no resource that isn’t there', async () => {
    const night = await aQuietNight();
    await night.bob.types(INCIDENT, '/unlock db-prod because x');
    const window = await night.bob.windowSays("You're not on call");
    const ask = window.buttons.find(({ text }) => text === 'Ask Alice')!;
    const value = (more: object) => JSON.stringify({ ...JSON.parse(ask.value ?? '{}'), ...more });
    await night.bob.forgesClick(window, { ...ask, forged: { value: value({ resource: 'no-such-thing' }) } });
    await night.bob.windowSays("I don't know that resource any more, so nobody was asked.");
    await night.bob.forgesClick(window, { ...ask, forged: { value: value({ reason: '<!channel> \u202eApproved by Carol' }) } });
    await night.alice.directMessageSays(/Bob .*db-prod/);
    isHarmless(night);
  });

  it('Why? with a forged value explains only to whoever clicked, and only what they may know', async () => {
    const night = await aQuietNight();
    await night.bob.types(INCIDENT, '/unlock db-prod because x');
    const window = await night.bob.windowSays("You're not on call");
    const before = (await night.audited()).length;
    const why = (value: string) => night.bob.forgesClick(window, { blockId: 'ways-out', actionId: 'why', forged: { value } });
    await why(JSON.stringify({ words: 'no-such-thing <!channel>' }));
    await night.bob.windowSays("There's no resource");
    await why(JSON.stringify({ words: 'db-prod', channel: 'C0AUDIT' }));
    await night.bob.windowSays(/✗ on call, incident open: passed over/);
    await why('{"form":{"resource":"db-prod"}}');
    await night.bob.windowSays("I don't know that any more");
    expect((await night.audited()).length).toBe(before);
    await why(JSON.stringify({ words: '<@U01ALICE> db-prod' }));
    const { text } = await night.bob.windowSays('Only owners and auditors may ask about somebody else.');
    expect(text).not.toMatch(/db-prod|Alice/);
    expect(await night.grants()).toEqual([]);
    isHarmless(night);
  });
});
