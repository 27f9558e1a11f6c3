import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import { aNight, CANARY, type Night, type NightOptions } from './a-night.ts';
import { buttonsOf } from './a-quiet-night.ts';

const ID = 'C0INC43';
const PEOPLE = ['bob', 'carol'];

/** INC-43 is open besides INC-42, and Alice makes a channel of that name for it. */
async function withChannel(name = 'inc-43-disk-full', options: NightOptions = {}): Promise<Night> {
  const night = await aNight(options);
  night.sandbox.pagerDuty.openIncident('Disk full', 'PCHECKOUT');
  await night.sandbox.slack.channels.create({ id: ID, name, by: 'alice', members: PEOPLE });
  return night;
}

const panel = (night: Night, says: string | RegExp): Promise<SeenMessage> => night.sandbox.channel(ID).says(says);

/** The panel that is about it: the one that asks lists it among others. */
function panelOf(night: Night, title: string): Promise<SeenMessage> {
  return panel(night, new RegExp(`^(?!.*Which incident).*${RegExp.escape(title)}`, 's'));
}

async function minuteLater(night: Night): Promise<void> {
  await night.sandbox.clock.advance('PT1M');
  await night.bot.tick();
}

describe('a channel is made for an incident', () => {
  it('the bot comes in by itself, and its one panel tells the incident and unlocks for it by a button', async () => {
    const night = await withChannel();
    const { text, buttons } = await panelOf(night, 'INC-43 · Disk full');
    expect(text).toContain('Alice');
    expect(buttonsOf({ buttons })).toContain('Unlock db-prod');
    await night.alice.clicksIn(ID, 'Unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toMatchObject([{ incident_number: 43 }]);
    await panel(night, /Open now.*db-prod/s);
    expect(
      night.sandbox
        .channel(ID)
        .messages()
        .filter(({ text }) => text.includes('INC-43 · Disk full')),
    ).toHaveLength(1);
  });

  it('typed in it, a request is for its incident though others are open', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.alice.types(ID, '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toMatchObject([{ incident_number: 43 }]);
  });

  it('without a number in its name the panel asks once, and whoever knows says it', async () => {
    const night = await withChannel('inc-checkout');
    await panel(night, 'Which incident is this channel about?');
    await night.bob.choosesIn(ID, 'bind_incident', 'INC-43 · Disk full');
    await panel(night, /Triggered/);
    expect(night.sandbox.channel(ID).messages()).toHaveLength(1);
    expect((await night.audited()).find(({ kind }) => kind === 'channel-bound')).toMatchObject({ by: { name: 'bob' } });
  });

  it('a guest’s answer binds nothing', async () => {
    const night = await withChannel('inc-checkout');
    await panel(night, 'Which incident is this channel about?');
    await night.sandbox.as('dave').choosesIn(ID, 'bind_incident', 'INC-43 · Disk full');
    await night.sandbox.as('dave').ephemeralSays(ID, 'This works only for full members of this workspace.');
    expect(await night.rows('SELECT incident_id FROM incident_channels')).toEqual([{ incident_id: null }]);
  });

  it('before its incident, the panel has it a minute after PagerDuty does', async () => {
    const night = await withChannel('inc-44');
    await panel(night, 'Which incident is this channel about?');
    night.sandbox.pagerDuty.openIncident('Cache cold', 'PSVC123');
    await minuteLater(night);
    await panelOf(night, 'INC-44 · Cache cold');
  });

  it('of any other name, /nightlatch incident binds it, and the bot comes in', async () => {
    const night = await withChannel('war-room');
    await night.alice.types(ID, '/nightlatch incident INC-43');
    await night.alice.windowSays('This channel is now about INC-43 Disk full.');
    await panelOf(night, 'INC-43 · Disk full');
  });

  it('a private one is joined when somebody invites the bot', async () => {
    const night = await aNight();
    await night.sandbox.slack.channels.create({ id: 'G0INC42', name: 'inc-42-private', by: 'alice', private: true });
    await night.sandbox.channel('G0INC42').inviteBot();
    await night.sandbox.channel('G0INC42').says('INC-42 · Checkout latency above 2 s');
  });

  it('for nothing of an incident: the bot stays outside', async () => {
    const night = await withChannel('lunch');
    await minuteLater(night);
    expect(night.sandbox.channel(ID).messages()).toEqual([]);
    expect(night.sandbox.slack.callsTo('conversations.join')).toEqual([]);
  });
});

describe('the channel is shared with another workspace', () => {
  it('what was opened through it ends and is taken off the screen, the panel says why, and nothing more is opened there', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.alice.types(ID, '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await night.sandbox.slack.channels.share(ID);
    await night.alice.directMessageSays(/db-prod ended .*people of another workspace/);
    const { text } = await night.alice.windowSays(/was shared with another workspace/);
    expect(text).not.toContain(CANARY);
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'channel-shared' }]);
    expect(buttonsOf(await panel(night, 'This channel is shared with another workspace.'))).toEqual([]);
    await night.alice.closesWindow();
    await night.alice.types(ID, '/unlock db-prod in INC-43');
    await night.alice.windowSays('People of another workspace are in this channel, or invited, so nothing is unlocked from it.');
  });

  it('one that was only invited counts as well, within a minute', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.alice.types(ID, '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    night.sandbox.slack.channels.inviteWorkspace(ID);
    await minuteLater(night);
    await night.alice.windowSays(/was shared with another workspace/);
    await panel(night, 'This channel is shared with another workspace.');
  });

  it('and only ours again, the panel unlocks again', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.sandbox.slack.channels.share(ID);
    await panel(night, 'This channel is shared with another workspace.');
    await night.sandbox.clock.advance('PT2M');
    await night.sandbox.slack.channels.unshare(ID);
    await panelOf(night, 'INC-43 · Disk full');
    await night.alice.clicksIn(ID, 'Unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
  });
});

describe('the channel goes on', () => {
  it('renamed to another incident’s number its panel turns to that', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.sandbox.slack.channels.rename(ID, 'inc-42-again');
    await panelOf(night, 'INC-42 · Checkout latency above 2 s');
    expect(night.sandbox.channel(ID).messages()).toHaveLength(1);
  });

  it('under another id its panel is the same message, and still unlocks', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.sandbox.slack.channels.changeId(ID, 'C9INC43');
    // Slack's command may overtake its event: then the channel isn't bound to anything yet.
    const followed = () => night.rows("SELECT incident_id IS NOT NULL AS bound FROM incident_channels WHERE channel = 'C9INC43'");
    await expect.poll(followed, { timeout: 20_000 }).toEqual([{ bound: true }]);
    await night.alice.types('C9INC43', '/unlock db-prod');
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await night.grants()).toMatchObject([{ incident_number: 43 }]);
    const { text } = await night.sandbox.channel('C9INC43').says(/Open now.*db-prod/s);
    expect(text).toContain('INC-43 · Disk full');
  });

  it('archived it is left alone, and opened again it is as before', async () => {
    const night = await withChannel();
    await panelOf(night, 'INC-43 · Disk full');
    await night.sandbox.slack.channels.archive(ID);
    await minuteLater(night);
    expect(await night.rows('SELECT archived_at IS NOT NULL AS archived FROM incident_channels')).toEqual([{ archived: true }]);
    await night.sandbox.slack.channels.archive(ID, false);
    await night.alice.types(ID, '/unlock db-prod');
    await panel(night, /Open now.*db-prod/s);
  });

  it('told of late, twice or by two bots at once, it has one panel', async () => {
    const night = await aNight();
    const other = await night.secondBot();
    await night.sandbox.slack.channels.create({ id: ID, name: 'inc-42-db', by: 'alice' });
    await night.sandbox.channel(ID).inviteBot();
    await Promise.all([night.bot.tick(), other.tick()]);
    await panelOf(night, 'INC-42 · Checkout latency above 2 s');
    await minuteLater(night);
    expect(night.sandbox.channel(ID).messages()).toHaveLength(1);
  });
});
