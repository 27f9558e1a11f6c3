import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import type { RequestContent } from '../../../src/ports/card-surface.ts';
import { aResource } from '../../builders/a-policy.ts';
import { aRequest, aSettled, aYes, shown } from '../slack-blocks/a-request.ts';
import { APPROVALS, aRequestCard, posted, TO_ALICE, TO_BOB } from './a-posted-request.ts';
import { aSlackBench, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const AUDIT = { kind: 'channel', channel: 'C0AUDIT' } as const;

async function drawn(card: Card, content: RequestContent) {
  const result = await bench.outside.surface.draw(card, content);
  if (result.outcome !== 'drawn') throw new Error(`not drawn: ${JSON.stringify(result)}`);
  return result;
}

describe('a card about a request', () => {
  test('is for approvers in the channel, and for whoever it is written to', async () => {
    await posted(bench, APPROVALS);
    await posted(bench, TO_BOB);
    await posted(bench, TO_ALICE);
    const inChannel = await bench.sandbox.channel('access-approvals').says('Alice wants db-prod for 30 min');
    expect(inChannel.text).toContain('Times: Europe/Berlin');
    expect(inChannel.text).toContain('@Bob');
    await bench.sandbox.as('bob').directMessageSays('answer by 21:32');
    const hers = await bench.sandbox.as('alice').directMessageSays('Asked Bob and Carol.');
    expect(hers.buttons.map(({ text }) => text)).toEqual(['Nudge', 'Withdraw']);
  });

  test('is the same message in its next state', async () => {
    const first = await posted(bench, APPROVALS);
    const denied = aSettled('denied', { by: { personId: 'p', name: 'Carol' } });
    const card = aRequestCard(APPROVALS, { posted: { channel: first.channel, ts: first.ts }, renderedHash: first.hash });
    await drawn(card, shown(denied, 4));
    const message = await bench.sandbox.channel('access-approvals').says('Denied by Carol at 03:21');
    expect([message.ts, message.buttons.map(({ text }) => text)]).toEqual([first.ts, ['Details']]);
  });

  test('reminds in a message of its own, which follows too', async () => {
    const reminder = aRequestCard(APPROVALS, { subject: { kind: 'request', requestId: aRequest().id, aspect: 'reminder' } });
    const first = await drawn(reminder, shown(aRequest(), 8));
    await bench.sandbox.channel('access-approvals').says('Alice still waits for db-prod (7 min left)');
    const known = { ...reminder, posted: first.posted!, renderedHash: first.hash };
    await drawn(known, shown(aRequest({ approvals: [aYes()] }), 9));
    const message = await bench.sandbox.channel('access-approvals').says('Approved by Bob at 03:20. Checking once more…');
    expect(message.ts).toBe(first.posted?.ts);
  });

  test('has no buttons in the audit channel, unless approvers are asked there', async () => {
    const labels = async () => {
      await drawn(aRequestCard(AUDIT), shown(aRequest()));
      const message = await bench.sandbox.channel('audit-access').says('Alice wants');
      return message.buttons.map(({ text }) => text);
    };
    expect(await labels()).toEqual([]);
    bench.policy = { ...bench.policy, slack: { ...bench.policy.slack, approvalChannel: 'C0AUDIT' } };
    expect(await labels()).toContain('Approve');
  });

  test('has them where its own rule asks in the audit channel', async () => {
    const approve = { ...aRequest().terms, channel: 'C0AUDIT' };
    const [rule] = aResource().rules;
    const resource = { ...aResource(), rules: [{ ...rule!, name: 'on call, quiet', approve }] };
    await drawn(aRequestCard(AUDIT), { ...shown(aRequest()), resource });
    const message = await bench.sandbox.channel('audit-access').says('Alice wants');
    expect(message.buttons.map(({ text }) => text)).toContain('Approve');
  });

  test('in a channel that is gone, or that outsiders read, is gone, and that is logged', async () => {
    bench.sandbox.channel('access-approvals').archive();
    expect(await bench.outside.surface.draw(aRequestCard(APPROVALS), shown(aRequest()))).toEqual({ outcome: 'gone' });
    const shared = { kind: 'channel', channel: bench.sandbox.channel('partners').id } as const;
    expect(await bench.outside.surface.draw(aRequestCard(shared), shown(aRequest()))).toEqual({ outcome: 'gone' });
    expect(bench.log.lines.join()).toMatch(/is_archived.*shared with outsiders/s);
  });

  test('in the window of whoever asked follows every state', async () => {
    const alice = bench.sandbox.as('alice');
    bench.verbs.requestAccess = async () => ({ outcome: 'asked', request: aRequest(), alreadyAsked: false, reader: READER });
    await alice.types(ROOM, '/unlock db-prod');
    const { externalId } = await alice.windowSays('Checking');
    const card = aRequestCard({ kind: 'window', externalId, viewer: 'U01ALICE' });
    await drawn(card, shown(aRequest()));
    await alice.windowSays("You can close this window; I'll write to you.");
    await drawn(card, shown(aSettled('denied', { by: { personId: 'p', name: 'Carol' }, reason: 'use the replica' }), 4));
    await alice.windowSays('use the replica');
    expect(alice.window()?.buttons).toEqual([]);
  });
});
