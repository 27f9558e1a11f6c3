import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import type { Digest } from '../../../src/domain/digest.ts';
import type { Block } from '../../../src/sandbox/page-api.ts';
import { aBusyDigest, aDigest } from '../../builders/a-digest.ts';
import { aSlackBench, CARD_ID } from './a-slack-bench.ts';

const bench = aSlackBench();
const AUDIT = 'audit-access';
const CAROL = { at: Temporal.Instant.from('2026-11-23T08:12:00Z'), by: { personId: 'c', name: 'Carol' } };

function aCard(differing: Partial<Card> = {}): Card {
  const subject = { kind: 'digest', digestId: aDigest().id } as const;
  const place = { kind: 'channel', channel: 'C0AUDIT' } as const;
  return { id: CARD_ID, subject, place, dirtyAt: aDigest().madeAt, attempts: 0, ...differing };
}

const draw = (digest: Digest, card = aCard()) => bench.outside.surface.draw(card, { digest, now: digest.madeAt });

async function drawn(digest: Digest, card = aCard()) {
  const result = await draw(digest, card);
  if (result.outcome !== 'drawn') throw new Error(`not drawn: ${JSON.stringify(result)}`);
  return result;
}

const posted = () => bench.sandbox.slack.workspace.channel(AUDIT).messages;
const typesOf = (blocks: readonly Block[] = []) => blocks.map(({ type }) => type);
const posts = () => bench.sandbox.slack.callsTo('chat.postMessage').map(({ outcome }) => outcome);

describe('the card of a week', () => {
  test('is one message with a table and a chart, which Slack takes', async () => {
    await drawn(aBusyDigest());
    const [message, ...more] = posted();
    expect(more).toEqual([]);
    expect(typesOf(message?.blocks)).toEqual(expect.arrayContaining(['table', 'data_visualization', 'actions']));
    expect(message?.text).toContain('Week of 16–22 Nov: 23 grants to 6 people');
  });

  test('turns into the reviewed one where it stands, once', async () => {
    const first = await drawn(aBusyDigest());
    const card = aCard({ posted: first.posted!, renderedHash: first.hash });
    await drawn(aBusyDigest(), card);
    expect(bench.sandbox.slack.callsTo('chat.update')).toEqual([]);
    await drawn(aBusyDigest({}, { reviewed: CAROL }), card);
    const message = await bench.sandbox.channel(AUDIT).says('✅ Reviewed by Carol, Mon 23 Nov 09:12');
    expect(message.buttons).toEqual([]);
    expect(posted()).toHaveLength(1);
  });

  test('of a quiet week is taken too', async () => {
    await drawn(aDigest());
    await bench.sandbox.channel(AUDIT).says('Week of 16–22 Nov was quiet');
  });

  test('without its digest is gone', async () => {
    expect(await bench.outside.surface.draw(aCard(), undefined)).toEqual({ outcome: 'gone' });
  });
});

describe('where Slack draws neither tables nor charts', () => {
  test.each(['invalid_blocks', 'invalid_blocks_format', 'invalid_attachments', 'msg_blocks_too_long'])(
    'and says %s, the same is posted as text, once',
    async (code) => {
      bench.sandbox.slack.failNext('chat.postMessage', code);
      const { posted: where } = await drawn(aBusyDigest());
      expect(posts()).toEqual([code, 'ok']);
      const [message] = posted();
      expect(message?.ts).toBe(where?.ts);
      expect(typesOf(message?.blocks)).not.toEqual(expect.arrayContaining(['table']));
      const seen = await bench.sandbox.channel(AUDIT).says('Grants: 23, before 18');
      expect(seen.text).toContain('Granted by day: Mon 3, Tue 8');
      expect(seen.buttons.map(({ text }) => text)).toEqual(['Mark reviewed']);
      expect(bench.log.lines.join()).toContain(`card drawn plainer`);
    },
  );

  test('it is marked as reviewed as text, too, and left alone while it is as it was', async () => {
    bench.sandbox.slack.refuseFigures();
    const first = await drawn(aBusyDigest());
    const card = aCard({ posted: first.posted!, renderedHash: first.hash });
    await drawn(aBusyDigest(), card);
    expect(bench.sandbox.slack.callsTo('chat.update')).toEqual([]);
    await drawn(aBusyDigest({}, { reviewed: CAROL }), card);
    const message = await bench.sandbox.channel(AUDIT).says('✅ Reviewed by Carol');
    expect(message.text).toContain('Grants: 23, before 18');
  });

  test('and refuses the text as well, it waits: nothing is posted over and over', async () => {
    bench.sandbox.slack.failAlways('chat.postMessage', 'invalid_blocks');
    expect(await draw(aBusyDigest())).toEqual({ outcome: 'later', retryAfterSeconds: 120 });
    expect(posts()).toEqual(['invalid_blocks', 'invalid_blocks']);
  });

  test('and is asked too often for the text, it waits as long as Slack says', async () => {
    bench.sandbox.slack.rateLimits.retryAfter = 7;
    bench.sandbox.slack.failNext('chat.postMessage', 'invalid_blocks');
    bench.sandbox.slack.failNext('chat.postMessage', 'ratelimited');
    expect(await draw(aBusyDigest())).toEqual({ outcome: 'later', retryAfterSeconds: 7 });
    expect(posted()).toEqual([]);
  });
});

describe('where Slack takes nothing', () => {
  test.each([
    ['ratelimited', { outcome: 'later' }],
    ['status-500', { outcome: 'later' }],
    ['missing_scope', { outcome: 'later' }],
    ['channel_not_found', { outcome: 'gone' }],
  ])('for %s nothing plainer is tried', async (fault, outcome) => {
    bench.sandbox.slack.failNext('chat.postMessage', fault);
    expect(await draw(aBusyDigest())).toMatchObject(outcome);
    expect(posts()).toHaveLength(1);
  });

  test('since the channel was archived, it is gone', async () => {
    bench.sandbox.channel(AUDIT).archive();
    expect(await draw(aBusyDigest())).toEqual({ outcome: 'gone' });
    expect(posts()).toEqual(['is_archived']);
  });
});
