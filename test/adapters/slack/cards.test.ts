import { describe, expect, test } from 'vitest';
import type { Card, CardPlace } from '../../../src/domain/card.ts';
import { aGrant, aGrantGivenBack, aResource, NOW } from '../slack-blocks/a-grant.ts';
import { aReveal, aSlackBench, CARD_ID, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const DIRECT: CardPlace = { kind: 'direct', to: 'U01ALICE' };
const AUDIT: CardPlace = { kind: 'channel', channel: 'C0AUDIT' };
const content = { grant: aGrant(), resource: aResource(), now: NOW };
const ended = { ...content, grant: aGrantGivenBack() };

function aCard(place: CardPlace, differing: Partial<Card> = {}): Card {
  return { id: CARD_ID, subject: { kind: 'grant', grantId: aGrant().id }, place, dirtyAt: NOW, attempts: 0, ...differing };
}

async function drawn(card: Card, shown: Parameters<typeof bench.outside.surface.draw>[1] = content) {
  const result = await bench.outside.surface.draw(card, shown);
  if (result.outcome !== 'drawn') throw new Error(`not drawn: ${JSON.stringify(result)}`);
  return result;
}

describe('a card', () => {
  test('is posted once, updated when it changed, and left alone when it did not', async () => {
    const first = await drawn(aCard(DIRECT));
    const posted = { posted: first.posted!, renderedHash: first.hash };
    await drawn(aCard(DIRECT, posted));
    expect(bench.sandbox.slack.callsTo('chat.update')).toEqual([]);
    const second = await drawn(aCard(DIRECT, posted), ended);
    expect(second.hash).not.toBe(first.hash);
    const [message, ...more] = bench.sandbox.as('alice').directMessages();
    expect([message?.text.includes('Locked. No value was shown.'), message?.buttons, more]).toEqual([true, [], []]);
  });

  test('in a channel is on the clocks of the policy, unfurls nothing and has words for notifications', async () => {
    await drawn(aCard(AUDIT));
    const message = await bench.sandbox.channel('audit-access').says('db-prod');
    expect(message.text).toContain('Europe/Berlin');
    expect(message.fallback).not.toBe('');
    expect(bench.sandbox.slack.callsTo('chat.postMessage')[0]?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
  });

  test('that is a note says it once', async () => {
    const note = { kind: 'policy-in-force', hash: 'b'.repeat(64) } as const;
    await drawn(aCard(AUDIT, { subject: { kind: 'note', note } }), undefined);
    await bench.sandbox.channel('audit-access').says('bbbbbbbb');
  });

  test('whose grant is not there is not drawn', async () => {
    expect(await bench.outside.surface.draw(aCard(DIRECT), undefined)).toEqual({ outcome: 'gone' });
  });
});

describe('nothing is posted where outsiders read', () => {
  test('or are about to', async () => {
    const shared = bench.sandbox.channel('partners');
    expect(await bench.outside.surface.draw(aCard({ kind: 'channel', channel: shared.id }), content)).toEqual({
      outcome: 'gone',
    });
    bench.sandbox.slack.workspace.channel('audit-access').pendingExtShared = true;
    expect(await bench.outside.surface.draw(aCard(AUDIT), content)).toEqual({ outcome: 'gone' });
    expect(bench.sandbox.slack.callsTo('chat.postMessage')).toEqual([]);
    expect(bench.log.lines.join()).toContain('shared with outsiders');
  });

  test('or while Slack cannot say whether they do', async () => {
    bench.sandbox.slack.failNext('conversations.info', 'html');
    expect(await bench.outside.surface.draw(aCard(AUDIT), content)).toMatchObject({ outcome: 'later' });
    expect(bench.sandbox.slack.callsTo('chat.postMessage')).toEqual([]);
  });
});

describe('where Slack does not take it', () => {
  test.each([
    ['channel_not_found', 'gone'],
    ['is_archived', 'gone'],
    ['not_in_channel', 'gone'],
    ['ratelimited', 'later'],
    ['html', 'later'],
    ['hang', 'later'],
    ['drop-after-doing-it', 'later'],
    ['invalid_blocks', 'later'],
    ['missing_scope', 'later'],
  ])('chat.postMessage with %s: %s', async (fault, outcome) => {
    bench.sandbox.slack.failNext('chat.postMessage', fault);
    expect(await bench.outside.surface.draw(aCard(AUDIT), content)).toMatchObject({ outcome });
  });

  test('a channel that was archived or that the bot was taken out of is gone', async () => {
    bench.sandbox.channel('audit-access').archive();
    expect(await bench.outside.surface.draw(aCard(AUDIT), content)).toEqual({ outcome: 'gone' });
    bench.sandbox.channel('access-approvals').removeBot();
    expect(await bench.outside.surface.draw(aCard({ kind: 'channel', channel: 'C0APPR' }), content)).toEqual({ outcome: 'gone' });
  });

  test('a message that was deleted is gone', async () => {
    const { posted } = await drawn(aCard(AUDIT));
    expect(await bench.outside.surface.draw(aCard(AUDIT, { posted: { ...posted!, ts: '1.000001' } }), content)).toEqual({
      outcome: 'gone',
    });
  });

  test('waits as long as Slack says, within reason, and longer with each failure', async () => {
    const wait = async (attempts: number) => {
      const result = await bench.outside.surface.draw(aCard(DIRECT, { attempts }), content);
      return result.outcome === 'later' ? result.retryAfterSeconds : result.outcome;
    };
    bench.sandbox.slack.rateLimits.retryAfter = 86_400;
    bench.sandbox.slack.failNext('chat.postMessage', 'ratelimited');
    expect(await wait(0)).toBe(300);
    bench.sandbox.slack.failNext('chat.postMessage', 'html', 3);
    expect([await wait(0), await wait(3), await wait(50)]).toEqual([1, 8, 60]);
  });

  test("a limit met by cards holds up nobody's window", async () => {
    bench.sandbox.slack.failNext('chat.postMessage', 'ratelimited');
    await bench.outside.surface.draw(aCard(DIRECT), content);
    await bench.sandbox.as('alice').types(ROOM, '/grants');
    await bench.sandbox.as('alice').windowSays('db-prod');
  });
});

describe('a window', () => {
  const alice = () => bench.sandbox.as('alice');
  async function itsName(): Promise<string> {
    bench.verbs.requestAccess = async () => ({ outcome: 'granted', grant: aGrant(), alreadyOpen: false, reader: READER });
    await alice().types(ROOM, '/unlock db-prod');
    return (await alice().windowSays('Checking')).externalId;
  }

  test('is drawn by its name, keeps it, and is gone once closed', async () => {
    const externalId = await itsName();
    const card = aCard({ kind: 'window', externalId, viewer: 'U01ALICE' });
    await drawn(card);
    expect((await alice().windowSays('db-prod until 07:00')).externalId).toBe(externalId);
    await drawn(card, ended);
    await alice().windowSays('Locked.');
    await alice().closesWindow();
    expect(await bench.outside.surface.draw(card, content)).toEqual({ outcome: 'gone' });
  });

  test('is drawn again after a wipe, though its content is what it was before', async () => {
    const externalId = await itsName();
    const { hash } = await drawn(aCard({ kind: 'window', externalId, viewer: 'U01ALICE' }));
    expect(await bench.outside.windows.overwrite(aReveal({ externalId, state: 'shown' }), aGrant(), NOW)).toBe('wiped');
    await alice().windowSays('Values wiped.');
    await drawn(aCard({ kind: 'window', externalId, viewer: 'U01ALICE' }, { renderedHash: hash }));
    expect((await alice().windowSays('db-prod until 07:00')).text).not.toContain('Values wiped.');
  });

  test.each([
    ['not_found', 'gone'],
    ['ratelimited', 'later'],
    ['html', 'later'],
    ['hang', 'later'],
  ])('whose wipe meets %s is %s', async (fault, outcome) => {
    const externalId = await itsName();
    bench.sandbox.slack.failNext('views.update', fault);
    expect(await bench.outside.windows.overwrite(aReveal({ externalId }), aGrant(), NOW)).toBe(outcome);
  });

  test("whose timer outlived its reveal is left to the next one's", async () => {
    const externalId = await itsName();
    const first = aReveal({ externalId });
    const second = aReveal({ externalId, id: '019aa0c0-0000-7000-8000-00000000000b' });
    bench.outside.windows.armWipe(first, aGrant(), NOW);
    bench.outside.windows.armWipe(second, aGrant(), NOW);
    bench.timers[0]?.run();
    // Had the first timer sent anything, this later update would come behind it.
    await drawn(aCard({ kind: 'window', externalId, viewer: 'U01ALICE' }));
    expect(bench.sandbox.slack.callsTo('views.update')).toHaveLength(1);
    bench.timers[1]?.run();
    await alice().windowSays('Values wiped.');
  });
});

describe('someone whose command a crash cut off', () => {
  const delivery = { key: 'k', kind: 'command', slackUser: 'U01ALICE', channel: 'C0INC42', about: '/unlock db-prod' } as const;

  test('is told in the window if it is open', async () => {
    await bench.sandbox.as('alice').types(ROOM, '/unlock db-prod');
    const { externalId } = await bench.sandbox.as('alice').windowSays('Checking');
    await bench.outside.answers.tellCutOff({ ...delivery, windowExternalId: externalId });
    await bench.sandbox.as('alice').windowSays('I was stopped while answering /unlock db-prod.');
  });

  test('otherwise directly', async () => {
    await bench.outside.answers.tellCutOff({ ...delivery, windowExternalId: 'unlock-never-opened' });
    await bench.sandbox.as('alice').directMessageSays('I was stopped while answering /unlock db-prod.');
    await bench.outside.answers.tellCutOff(delivery);
    expect(bench.sandbox.as('alice').directMessages()).toHaveLength(2);
  });
});
