import { describe, expect, test } from 'vitest';
import type { Card } from '../../src/domain/card.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { accessRecordContent } from '../../src/use-cases/access-record-content.ts';
import { deliverCards } from '../../src/use-cases/deliver-cards.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { anIncident } from '../builders/an-incident.ts';
import {
  allDrawn,
  aNightInAChannel,
  becomes,
  IN_ROOM,
  openedInIncident,
  PANEL,
  RECORD,
  ROOM,
  TIMELINE,
} from './a-night-in-a-channel.ts';
import { type Night, opened } from './a-quiet-night.ts';

const recordIn = (night: Night) => accessRecordContent(night, 'QINC042', IN_ROOM);

describe('an access record', () => {
  test('lists the grants of its incident alone, oldest first, ended ones too', async () => {
    const night = await aNightInAChannel();
    const first = await openedInIncident(night);
    await night.tx((tx) => tx.grants.end(first.id, 'given-back'));
    await night.clock.advance({ minutes: 1 });
    const second = await openedInIncident(night);
    await opened(night, { resource: 'other' });
    const content = await recordIn(night);
    expect(content?.record.grants.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(content?.record).toMatchObject({ incident: { number: 42 }, isCut: false });
  });

  test('lists what was open already when its incident came, and was extended for it', async () => {
    const night = await aNightInAChannel();
    const grant = await openedInIncident(night);
    await night.clock.advance({ minutes: 10 });
    await becomes(night, { openedAt: night.clock.at });
    expect((await recordIn(night))?.record.grants.map(({ id }) => id)).toEqual([grant.id]);
  });

  test('stands by itself without a panel, waits for one that is not posted yet, and then stands below it', async () => {
    const night = await aNightInAChannel();
    expect((await recordIn(night))?.thread).toBeUndefined();
    await night.tx((tx) => tx.cards.add(PANEL, IN_ROOM));
    expect((await recordIn(night))?.thread).toBe('awaited');
    await allDrawn(night);
    expect((await recordIn(night))?.thread).toEqual({ ts: '1.1' });
  });

  test('does not wait for a panel that its channel does not take', async () => {
    const night = await aNightInAChannel();
    const id = await night.tx((tx) => tx.cards.add(PANEL, IN_ROOM));
    const card = (await night.tx((tx) => tx.cards.byId(id))) as Card;
    await night.tx((tx) => tx.cards.lost(card, 60));
    expect((await recordIn(night))?.thread).toBeUndefined();
  });

  test('of an incident that nobody knows is none', async () => {
    expect(await accessRecordContent(await aNightInAChannel(), 'QNONE', IN_ROOM)).toBeUndefined();
  });
});

/** A night in whose incident Alice had db-prod, which is resolved; its record is on the way to the timeline. `notes` are what was added there. */
async function aNightAfterwards(isClosed = true) {
  const night = await aNightInAChannel();
  const grant = await openedInIncident(night);
  await night.clock.advance({ minutes: 5 });
  if (isClosed) await night.tx((tx) => tx.grants.end(grant.id, 'given-back'));
  await becomes(night, { status: 'resolved', resolvedAt: night.clock.at });
  const id = await night.tx((tx) => tx.cards.add(RECORD, TIMELINE));
  const notes: string[] = [];
  const timeline = {
    addNote: async (incident: string, text: string) => {
      notes.push(`${incident} ${text}`);
      return 'there' as const;
    },
  };
  return { night, grant, id, notes, needs: { ...night, timeline } };
}

const isDirty = async (night: Night, id: string) => (await night.cards()).some((card) => card.id === id);

describe('the note on the timeline', () => {
  test('is added once, without reason or value, when all is locked', async () => {
    const { night, grant, notes, needs, id } = await aNightAfterwards();
    await deliverCards(needs);
    const said =
      'QINC042 Nightlatch: what was unlocked for INC-42 is locked. 1 grant to 1 person, no value shown.\n' +
      '- Alice: db-prod, 2026-03-01 03:17 to 2026-03-01 03:22 UTC, no value shown';
    expect(notes).toEqual([said]);
    await night.tx((tx) => tx.cards.markDirty(grant.id));
    expect(await isDirty(night, id)).toBe(true);
    await deliverCards(needs);
    expect(notes).toHaveLength(1);
  });

  test('waits until the last grant has ended', async () => {
    const { night, grant, notes, needs } = await aNightAfterwards(false);
    await deliverCards(needs);
    expect(notes).toEqual([]);
    await night.tx(async (tx) => {
      await tx.grants.end(grant.id, 'incident-resolved');
      await tx.cards.markDirty(grant.id);
    });
    await deliverCards(needs);
    expect(notes).toHaveLength(1);
  });

  test('waits while the incident is open again, and says all of it after it was resolved once more', async () => {
    const { night, notes, needs } = await aNightAfterwards();
    await deliverCards(needs);
    await night.clock.advance({ minutes: 1 });
    await becomes(night, {});
    const again = await openedInIncident(night, { resource: 'db-replica' });
    await night.tx((tx) => tx.cards.markDirty(again.id));
    await deliverCards(needs);
    expect(notes).toHaveLength(1);
    await night.clock.advance({ minutes: 1 });
    await becomes(night, { status: 'resolved', resolvedAt: night.clock.at });
    await night.tx(async (tx) => {
      await tx.grants.end(again.id, 'incident-resolved');
      await tx.cards.markDirty(again.id);
    });
    await deliverCards(needs);
    expect(notes).toHaveLength(2);
    expect(notes[1]).toContain('2 grants to 1 person');
  });

  test('says nothing of an incident in which nothing was unlocked', async () => {
    const night = await aNightInAChannel();
    await becomes(night, { status: 'resolved', resolvedAt: night.clock.at });
    await night.tx((tx) => tx.cards.add(RECORD, TIMELINE));
    let isNoted = false;
    const addNote = async () => {
      isNoted = true;
      return 'there' as const;
    };
    await deliverCards({ ...night, timeline: { addNote } });
    expect(isNoted).toBe(false);
  });

  test('is tried again later where PagerDuty fails, and given up after about a day', async () => {
    const { night, needs, id } = await aNightAfterwards();
    let tries = 0;
    needs.timeline.addNote = async () => {
      tries += 1;
      throw new SourceUnavailable('PagerDuty', 'server');
    };
    await deliverCards(needs);
    await deliverCards(needs);
    expect(tries).toBe(1);
    await night.clock.advance({ seconds: 15 });
    await deliverCards(needs);
    expect(tries).toBe(2);
    for (let hours = 0; hours < 40; hours += 1) {
      await night.clock.advance({ hours: 1 });
      await deliverCards(needs);
    }
    expect(tries).toBe(31);
    expect(await isDirty(night, id)).toBe(false);
  });

  test('is not tried where nobody is named in whose name, nor where the incident is not there any more', async () => {
    const without = await aNightAfterwards();
    await deliverCards(without.night);
    await without.night.tx((tx) => tx.cards.markDirty(without.grant.id));
    expect(await isDirty(without.night, without.id)).toBe(false);
    const { night, grant, needs, id } = await aNightAfterwards();
    needs.timeline.addNote = async () => 'gone' as never;
    await deliverCards(needs);
    await night.tx((tx) => tx.cards.markDirty(grant.id));
    expect(await isDirty(night, id)).toBe(false);
  });

  test('never goes to Slack', async () => {
    const { night, needs } = await aNightAfterwards();
    await deliverCards(needs);
    expect(night.surface.drawings.filter(({ card }) => card.place.kind === 'timeline')).toEqual([]);
  });
});

describe('a grant of an incident', () => {
  const unlock = (night: Night, words = 'db-prod in INC-42', channel = 'C0ELSEWHERE') =>
    requestAccess(night, { slackId: 'U01ALICE', words, channel });

  const placesOfGrant = async (night: Night) => {
    const cards = await night.cards();
    return cards.flatMap(({ subject, place }) => (subject.kind === 'grant' && place.kind === 'channel' ? [place.channel] : []));
  };

  async function aNightOf42() {
    const night = await aNightInAChannel();
    night.incidents.put(anIncident());
    return night;
  }

  test('has a card in its channel, and its panel is drawn again', async () => {
    const night = await aNightOf42();
    const panel = await night.tx((tx) => tx.cards.add(PANEL, IN_ROOM));
    await allDrawn(night);
    expect((await unlock(night)).outcome).toBe('granted');
    expect((await placesOfGrant(night)).toSorted()).toEqual(['C0AUDIT', ROOM].toSorted());
    expect(await isDirty(night, panel)).toBe(true);
    await deliverCards(night);
    const drawn = night.surface.drawings.filter(({ card }) => card.subject.kind === 'grant' && card.place.kind === 'channel');
    const isPublic = drawn.map(({ card, content }) => [card.place, content && 'isPublic' in content && content.isPublic]);
    expect(isPublic).toEqual(
      expect.arrayContaining([
        [IN_ROOM, true],
        [{ kind: 'channel', channel: 'C0AUDIT' }, false],
      ]),
    );
  });

  test.each(['setShared', 'setArchived'] as const)('has none there after %s', async (change) => {
    const night = await aNightOf42();
    await night.tx((tx) => tx.incidents[change](ROOM, true));
    await unlock(night);
    expect(await placesOfGrant(night)).toEqual(['C0AUDIT']);
  });

  test('that merely was the only one open has none there', async () => {
    const night = await aNightOf42();
    await unlock(night, 'db-prod');
    expect(await placesOfGrant(night)).toEqual(['C0AUDIT']);
  });
});
