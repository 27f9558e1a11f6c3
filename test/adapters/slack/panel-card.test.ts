import { describe, expect, test } from 'vitest';
import type { Card, CardSubject } from '../../../src/domain/card.ts';
import type { Panel } from '../../../src/domain/panel.ts';
import type { AccessRecordContent, CardContent } from '../../../src/ports/card-surface.ts';
import { aGrant, aResource, NOW } from '../slack-blocks/a-grant.ts';
import { anAccessRecord, aPanel } from '../slack-blocks/a-panel.ts';
import { aSlackBench, CARD_ID, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const room = () => bench.sandbox.channel(ROOM);
const messages = () => bench.sandbox.slack.workspace.channel(ROOM).messages;
const inRoom = { kind: 'channel', channel: 'C0INC42' } as const;
const PANEL: CardSubject = { kind: 'panel', channel: 'C0INC42' };
const RECORD: CardSubject = { kind: 'access-record', incidentId: 'PINC42' };

function aCard(subject: CardSubject, differing: Partial<Card> = {}): Card {
  return { id: CARD_ID, subject, place: inRoom, dirtyAt: NOW, attempts: 0, ...differing };
}

async function drawn(card: Card, content: CardContent) {
  const result = await bench.outside.surface.draw(card, content);
  if (result.outcome !== 'drawn') throw new Error(`not drawn: ${JSON.stringify(result)}`);
  return result;
}

const panel = (differing: Partial<Panel> = {}): CardContent => ({ panel: aPanel(differing), now: NOW });
const record = (differing: Partial<AccessRecordContent> = {}): CardContent => ({
  record: anAccessRecord(),
  now: NOW,
  ...differing,
});

/** A message of the bot's, of which it has not been asked yet who reads it. */
async function posted(): Promise<{ channel: string; ts: string }> {
  await bench.outside.clients.background('chat.postMessage', { channel: 'C0INC42', text: 'INC-42' });
  return { channel: 'C0INC42', ts: messages().at(-1)?.ts ?? '' };
}

/** The panel as it was posted. */
async function aPostedPanel(): Promise<Card> {
  const { posted, hash } = await drawn(aCard(PANEL), panel());
  return aCard(PANEL, { posted: posted!, renderedHash: hash });
}

describe('a panel', () => {
  test('is one message that is updated in place, and not where it reads the same', async () => {
    const card = await aPostedPanel();
    await drawn(card, panel());
    expect(bench.sandbox.slack.callsTo('chat.update')).toEqual([]);
    const before = messages().length;
    await drawn(card, panel({ grants: [] }));
    const message = await room().says('Nothing is open.');
    expect(message.buttons.map(({ text }) => text)).toEqual(['Unlock db-prod', 'Unlock db-replica']);
    expect(messages()).toHaveLength(before);
  });

  test('asks by its select which incident it is, where it does not know', async () => {
    const { incident: _, ...unbound } = aPanel({ choices: { known: true, value: [] } });
    await drawn(aCard(PANEL), { panel: unbound, now: NOW });
    await room().says('Which incident is this channel about?');
  });

  test('unlocks by a click what its button names, as if it had been typed there', async () => {
    await aPostedPanel();
    await bench.sandbox.as('alice').clicksIn(ROOM, 'Unlock db-replica');
    await bench.sandbox.as('alice').windowSays('Checking who is on call');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toContain('requestAccess U01ALICE db-replica in a window');
  });

  test('says in a shared channel that it is shared, and nothing else; what was never posted there is not', async () => {
    const card = aCard(PANEL, { posted: await posted() });
    room().share();
    await drawn(card, panel());
    const message = await room().says('This channel is shared with another workspace');
    expect(message.buttons).toEqual([]);
    expect(message.text).not.toMatch(/INC-42|Alice|db-prod/);
    expect(await bench.outside.surface.draw(aCard(PANEL), panel())).toEqual({ outcome: 'gone' });
  });

  test('waits in a channel that is archived', async () => {
    const card = await aPostedPanel();
    const content = panel({ channel: { ...aPanel().channel, archivedAt: NOW }, grants: [] });
    expect(await drawn(card, content)).toEqual({ outcome: 'drawn', hash: card.renderedHash });
    expect(bench.sandbox.slack.callsTo('chat.update')).toEqual([]);
  });
});

describe('an access record', () => {
  test('stands in the thread of the panel, and is updated there', async () => {
    const { posted: below } = await aPostedPanel();
    const { posted, hash } = await drawn(aCard(RECORD), record({ thread: { ts: below!.ts } }));
    const message = () => messages().find(({ ts }) => ts === posted?.ts);
    expect(message()).toMatchObject({ threadTs: below?.ts });
    const card = aCard(RECORD, { posted: posted!, renderedHash: hash });
    await drawn(card, record({ thread: 'awaited', record: anAccessRecord({ grants: [] }) }));
    expect(JSON.stringify(message()?.blocks)).toContain('Nothing was unlocked.');
  });

  test('waits for the panel to be posted', async () => {
    const result = await bench.outside.surface.draw(aCard(RECORD), record({ thread: 'awaited' }));
    expect(result).toEqual({ outcome: 'later', retryAfterSeconds: 2 });
  });

  test('stands by itself where there is no panel', async () => {
    await drawn(aCard(RECORD), record());
    await room().says('Access record of INC-42');
  });
});

test('the card of a grant says nothing more where outsiders have come in', async () => {
  const content = { grant: aGrant(), resource: aResource(), now: NOW, isPublic: true };
  const subject: CardSubject = { kind: 'grant', grantId: aGrant().id };
  const card = aCard(subject, { posted: await posted() });
  room().share();
  await drawn(card, content);
  await room().says('What stood here is not for other workspaces.');
});
