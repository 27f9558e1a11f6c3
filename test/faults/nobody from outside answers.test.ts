import { describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver/person-driver.ts';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import type { Night } from '../stories/a-night.ts';
import { APPROVALS, aQuietNight, asksForDbProd, requests } from './asks-for-db-prod.ts';

const INCIDENT = 'inc-42-checkout-latency';
const OUTSIDE = 'This works only for full members of this workspace.';
const STRAY = /isn't the (grant|request)'s card/;

const ABOUT_REQUEST = ['approve', 'approve_15m', 'deny', 'details', 'withdraw', 'nudge'];
const ABOUT_GRANT = ['extend', 'mark_reviewed', 'mark_rotated'];
const OTHERS: [string, string][] = [
  ['ask_colleague', JSON.stringify({ resource: 'status-page', reason: 'please' })],
  ['break_glass', JSON.stringify({ words: 'status-page break-glass because please' })],
  ['try_again', JSON.stringify({ words: 'status-page' })],
  ['open_form', 'status-page'],
  ['why', JSON.stringify({ words: 'status-page' })],
  ['why', JSON.stringify({ words: '<@U01ALICE> status-page' })],
  ['lock_down', 'a laptop was stolen'],
  ['digest_reviewed', '019aa0c0-0000-7000-8000-0000000000d1'],
];

interface Waiting {
  night: Night;
  /** Alice's request, its card, and a grant of hers. */
  request: string;
  card: SeenMessage;
  grant: string;
}

async function aliceWaits(): Promise<Waiting> {
  const night = await aQuietNight();
  await night.alice.types(INCIDENT, '/unlock db-replica');
  await night.alice.windowSays(/db-replica until/);
  await night.alice.closesWindow();
  const card = await asksForDbProd(night);
  const [grant] = await night.grants();
  const [request] = await night.rows("SELECT id::text FROM requests WHERE state = 'pending'");
  return { night, card, request: String(request?.id), grant: String(grant?.id) };
}

/** Everything that the person was shown since, their windows and messages in no order. */
async function shownTo(night: Night, who: PersonDriver, work: () => Promise<void>): Promise<string[]> {
  const { calls } = night.sandbox.slack;
  const before = calls.length;
  await work();
  await night.bot.stop();
  const messages = [...who.directMessages(), ...who.ephemerals(APPROVALS), ...who.ephemerals(INCIDENT)];
  const drawn = calls.slice(before).filter(({ method }) => method.startsWith('views.'));
  return [...messages.map(({ text }) => text), ...drawn.map(({ args }) => JSON.stringify(args.view))];
}

async function nothingChanged({ night }: Waiting): Promise<void> {
  expect((await requests(night)).map(({ state }) => state)).toEqual(['granted', 'pending']);
  expect(await night.grants()).toMatchObject([{ state: 'active', extensions: 0 }]);
  expect(await night.rows('SELECT nth FROM approvals UNION ALL SELECT 1 FROM rotations')).toEqual([]);
  expect(await night.rows('SELECT since, lifted_at FROM lockdown')).toEqual([{ since: null, lifted_at: null }]);
}

// As of a window that isn't ours, so that the answer goes to whoever clicked.
function unnamed(payload: Record<string, unknown>): void {
  Object.assign(payload.view as object, { external_id: '' });
}

describe.each([
  ['dave', 'a guest'],
  ['erin', 'deactivated'],
  ['frank', 'of another workspace'],
  ['nightlatch', 'a bot'],
])('%s, %s', (handle) => {
  it('gets one sentence, whatever they click, send off, start or open', async () => {
    const waiting = await aliceWaits();
    const { night, card, request, grant } = waiting;
    const who = night.sandbox.as(handle);
    const window = night.alice.window()!;
    const before = (await night.audited()).length;
    const shown = await shownTo(night, who, async () => {
      for (const actionId of ABOUT_REQUEST)
        await who.forgesClick(card, { blockId: card.buttons[0]!.blockId, actionId, forged: { value: request } });
      for (const [actionId, value] of [...[...ABOUT_REQUEST].map((id) => [id, request]), ...ABOUT_GRANT.map((id) => [id, grant])])
        await who.forgesClick(window, { blockId: 'x', actionId: actionId!, forged: { value } }, { edit: unnamed });
      for (const [actionId, value] of OTHERS)
        await who.forgesClick(window, { blockId: 'x', actionId, forged: { value } }, { edit: unnamed });
      await who.usesShortcut('Unlock something');
      await who.types(INCIDENT, '/unlock');
      await who.types(INCIDENT, '/unlock status-page break-glass because please');
      await who.types(INCIDENT, '/nightlatch explain status-page');
      await who.types(INCIDENT, '/nightlatch explain @gina status-page');
      for (const words of ['lockdown because a laptop was stolen', 'lift', 'digest 4w'])
        await who.types(INCIDENT, `/nightlatch ${words}`);
      await who.opensHome();
    });
    // Slack has no home tab for some of them.
    expect([undefined, OUTSIDE]).toContain(who.home()?.text);
    for (const text of shown) expect(text).not.toMatch(/db-prod|db-replica|Alice|replica lag|Bob|Carol/);
    expect(shown.filter((text) => text.includes(OUTSIDE)).length).toBeGreaterThan(5);
    expect((await night.audited()).slice(before)).toEqual([]);
    await nothingChanged(waiting);
  });

  it('can’t send off a form that somebody else opened', async () => {
    const waiting = await aliceWaits();
    const { night, card } = waiting;
    await night.bob.clicksIn(card, 'Deny');
    await night.bob.windowSays('Why not?');
    const { id } = night.sandbox.as(handle);
    const asThem = (payload: Record<string, unknown>) => {
      Object.assign(payload.user as object, { id });
      unnamed(payload);
    };
    const shown = await shownTo(
      night,
      night.sandbox.as(handle),
      async () => void (await night.bob.submits({}, { edit: asThem })),
    );
    expect(shown.join()).not.toMatch(/db-prod|Alice/);
    await nothingChanged(waiting);
  });
});

it.each(['team', 'user', 'enterprise', 'app'])('what claims another %s is turned away at the door', async (part) => {
  const waiting = await aliceWaits();
  const { night, card } = waiting;
  const edit = (payload: Record<string, unknown>) => {
    if (part === 'team') payload.team = { id: 'T0OTHER', domain: 'other' };
    if (part === 'user') Object.assign(payload.user as object, { team_id: 'T0OTHER' });
    if (part === 'enterprise') payload.enterprise = { id: 'E0OTHER', name: 'other' };
    if (part === 'app') payload.api_app_id = 'A0OTHER';
  };
  const before = (await night.audited()).length;
  await night.bob.clicksIn(card, 'Approve', { edit });
  await night.bob.clicksIn(card, 'Deny', { edit });
  await night.bob.opensHome({
    edit: (body) => Object.assign(body, part === 'app' ? { api_app_id: 'A0OTHER' } : { team_id: 'T0OTHER' }),
  });
  // Slack's shortcut says no app: there it is the signature that says whose it is.
  if (part !== 'app') await night.bob.usesShortcut('Unlock something', { edit });
  await night.bob.ephemeralSays(APPROVALS, OUTSIDE);
  await night.bot.stop();
  expect(night.logged()).toContain('outsider refused');
  expect(night.bob.window()).toBeUndefined();
  expect(night.bob.home()).toBeUndefined();
  expect((await night.audited()).slice(before)).toEqual([]);
  await nothingChanged(waiting);
});

it('a colleague who was not asked learns nothing of a request, and each try is on record', async () => {
  const waiting = await aliceWaits();
  const { night, card, request } = waiting;
  const gina = night.sandbox.as('gina');
  const shown = await shownTo(night, gina, async () => {
    for (const actionId of ['deny', 'details', 'withdraw', 'nudge'])
      await gina.forgesClick(card, { blockId: card.buttons[0]!.blockId, actionId, forged: { value: request } });
  });
  expect(shown.join()).toContain("There's no request here that you can answer or see.");
  expect(shown.join()).not.toMatch(/db-prod|Alice|replica lag/);
  expect((await night.audited()).filter(({ by }) => by.name === 'slack:U07GINA').length).toBeGreaterThan(0);
  await nothingChanged(waiting);
});

describe('in a channel that is shared with outsiders', () => {
  const everything = (night: Night, channel: string) => JSON.stringify(night.sandbox.channel(channel).messages());

  it('the approvers’ card isn’t posted; she is told so, and they are asked directly', async () => {
    const night = await aQuietNight();
    night.sandbox.channel(APPROVALS).share();
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/couldn't post in #?access-approvals.*I wrote to Bob and Carol directly/s);
    await night.alice.directMessageSays(/couldn't post in #?access-approvals/);
    await night.bob.directMessageSays(/Alice wants/);
    await night.bob.clicksIn('direct', 'Approve');
    await night.alice.windowSays(/db-prod until/);
    expect(everything(night, APPROVALS)).not.toMatch(/db-prod|Alice/);
  });

  it('a command, its form, and every answer leave nothing there', async () => {
    const night = await aQuietNight();
    await night.alice.types('partners', '/unlock');
    await night.alice.windowSays('What to unlock');
    await night.alice.fills({ Resource: 'db-prod · Production database' });
    await expect.poll(() => night.alice.window()?.inputs.map(({ label }) => label)).toContain('Reason');
    await night.alice.fills({ Reason: 'replica lag' });
    await night.alice.submits();
    await night.alice.windowSays(/Asked (Bob|Carol)/);
    await night.alice.clicks('Nudge');
    await night.alice.windowSays('Asked again');
    await night.bob.types('partners', '/unlock db-prod break-glass because outage');
    await night.bob.windowSays(/Asked/);
    await night.bob.closesWindow();
    await night.bob.types('partners', '/unlock db-prod because outage');
    await night.bob.windowSays(/You asked for this already/);
    await night.sandbox.channel(APPROVALS).says(/still waits/);
    await night.bob.clicksIn('direct', 'Approve');
    await night.alice.windowSays(/db-prod until/);
    await night.bot.tick();
    expect(everything(night, 'partners')).toBe('[]');
  });

  it('an answer there that finds no window is for the one who asked alone', async () => {
    const night = await aQuietNight();
    night.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await night.alice.types('partners', '/unlock db-prod because replica lag');
    await night.alice.ephemeralSays('partners', /Asked (Bob|Carol)/);
    await askedCardThere(night);
    expect(everything(night, 'partners')).toBe('[]');
  });

  async function askedCardThere(night: Night): Promise<void> {
    await night.sandbox.channel(APPROVALS).says(/Alice wants/);
  }

  it('a copy of a card that was carried there does nothing and says nothing', async () => {
    const night = await aQuietNight();
    const card = await asksForDbProd(night);
    const { workspace } = night.sandbox.slack;
    workspace.post(workspace.channel('partners'), { user: 'U02BOB', byBot: false, text: 'look', blocks: card.blocks });
    const frank = night.sandbox.as('frank');
    for (const button of ['Approve', 'Deny', 'Details']) await frank.clicksIn('partners', button);
    await frank.ephemeralSays('partners', OUTSIDE).catch(() => frank.ephemeralSays('partners', STRAY));
    await night.bot.stop();
    for (const { text } of frank.ephemerals('partners')) expect(text).not.toMatch(/db-prod|Alice/);
    expect((await requests(night)).map(({ state }) => state)).toEqual(['pending']);
  });
});
