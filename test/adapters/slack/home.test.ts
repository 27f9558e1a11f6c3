import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import type { HomeContent } from '../../../src/ports/card-surface.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aResource } from '../../builders/a-policy.ts';
import { aGrant, NOW } from '../slack-blocks/a-grant.ts';
import { aRequest } from '../slack-blocks/a-request.ts';
import { aSlackBench, CARD_ID } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const short = aGrant({ endsBecause: 'asked', endsAt: NOW.add({ minutes: 30 }) });
const full: HomeContent = {
  home: { unlockable: [aResource()], grants: [short], waiting: [], toApprove: [aRequest()] },
  now: NOW,
};

function homeOf(of: string, differing: Partial<Card> = {}): Card {
  return { id: CARD_ID, subject: { kind: 'home' }, place: { kind: 'home', of }, dirtyAt: NOW, attempts: 0, ...differing };
}
const drawn = (content: HomeContent | undefined = full, card = homeOf('U01ALICE')) => bench.outside.surface.draw(card, content);

describe('the home tab', () => {
  test('is made when it is opened, not when messages are', async () => {
    await alice().opensHome();
    await bench.adapter.drain();
    expect([bench.verbs.seen, bench.kicks]).toEqual([['openHome U01ALICE'], 1]);
    await bench.sandbox.slack.events.homeOpened(bench.sandbox.slack.workspace.person('U01ALICE'), 'messages');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual(['openHome U01ALICE']);
  });

  test('is published for that person alone, on their clock', async () => {
    expect(await drawn()).toMatchObject({ outcome: 'drawn' });
    await alice().homeSays('db-prod until 03:47 (30 min)');
    expect(bench.sandbox.as('bob').home()).toBeUndefined();
  });

  test('is published again though nothing changed, because Slack may have lost it', async () => {
    const first = await drawn();
    await drawn(full, homeOf('U01ALICE', first.outcome === 'drawn' ? { renderedHash: first.hash } : {}));
    expect(bench.sandbox.slack.callsTo('views.publish')).toHaveLength(2);
  });

  test('shows an outsider one line and nothing to click', async () => {
    await drawn({ home: 'outsider', now: NOW });
    const home = await alice().homeSays('full members of this workspace');
    expect(home.buttons).toEqual([]);
  });

  test('keeps within what Slack takes at full load', async () => {
    const many = Array.from({ length: 300 }, (_, i) => aResource({ name: `r-${i}` }));
    expect(await drawn({ home: { unlockable: many, grants: [short], waiting: [], toApprove: [] }, now: NOW })).toMatchObject({
      outcome: 'drawn',
    });
    await alice().homeSays(/and \d+ more/);
  });

  test('is never taken for a message or a window', async () => {
    expect(await bench.outside.surface.draw(homeOf('U01ALICE'), { grant: short, resource: undefined, now: NOW })).toEqual({
      outcome: 'gone',
    });
    expect(await bench.outside.surface.draw(homeOf('U01ALICE'), undefined)).toEqual({ outcome: 'gone' });
    expect(await drawn(full, homeOf('U01ALICE', { place: { kind: 'channel', channel: 'C0AUDIT' } }))).toEqual({
      outcome: 'gone',
    });
  });

  test.each([
    ['ratelimited', 'later'],
    ['html', 'later'],
    ['user_not_found', 'gone'],
  ])('that meets %s is %s', async (fault, outcome) => {
    bench.sandbox.slack.failNext('views.publish', fault);
    expect(await drawn()).toMatchObject({ outcome });
  });
});

describe('a click in the home tab', () => {
  test('on Show values opens a window with them', async () => {
    await drawn();
    await alice().clicksInHome('Show values');
    await alice().windowSays('PGPASSWORD');
    await bench.adapter.drain();
    expect(bench.verbs.seen[0]).toBe(`beginReveal U01ALICE ${short.id}`);
  });

  test('on Extend opens a window', async () => {
    await drawn();
    await alice().clicksInHome('Extend');
    await alice().windowSays('Checking who is on call');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`extendGrant U01ALICE ${short.id} in a window`]);
  });

  test('on Give back is told by the tab itself', async () => {
    await drawn();
    await alice().clicksInHome('Give back');
    await bench.adapter.drain();
    expect([bench.verbs.seen, bench.kicks, alice().directMessages()]).toEqual([[`giveBackGrant U01ALICE ${short.id}`], 1, []]);
  });

  test('on Approve names the request', async () => {
    await drawn();
    await alice().clicksInHome('Approve');
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([`approveRequest U01ALICE ${aRequest().id}`]);
  });

  test('on Unlock opens the form for that resource', async () => {
    await drawn();
    await alice().clicksInHome('Unlock');
    await bench.adapter.drain();
    expect(bench.verbs.seen[0]).toBe('offerForm U01ALICE');
  });

  test('that cannot be done is answered by direct message', async () => {
    await drawn();
    bench.verbs.giveBackGrant = () => Promise.reject(new StoreUnavailable());
    await alice().clicksInHome('Give back');
    await alice().directMessageSays("The database didn't answer, so it wasn't ended by this click.");
  });
});

describe('events', () => {
  test('of a changed account ask Slack who that is now', async () => {
    await bench.sandbox.slack.events.userChanged(bench.sandbox.slack.workspace.person('U02BOB'));
    await bench.adapter.drain();
    expect([bench.verbs.seen, bench.kicks]).toEqual([['checkPerson U02BOB'], 1]);
  });

  test('that fail are logged, and nobody is written to', async () => {
    bench.verbs.checkPerson = () => Promise.reject(new StoreUnavailable());
    bench.verbs.openHome = () => Promise.reject(new StoreUnavailable());
    await bench.sandbox.slack.events.userChanged(bench.sandbox.slack.workspace.person('U01ALICE'));
    await alice().opensHome();
    await bench.adapter.drain();
    expect(alice().directMessages()).toEqual([]);
    expect(bench.log.lines.join('\n')).toContain('unexpected');
  });
});
