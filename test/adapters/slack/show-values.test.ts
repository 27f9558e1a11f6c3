import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { SourceUnavailable } from '../../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import { aGrant, NOW } from '../slack-blocks/a-grant.ts';
import { aReveal, aSlackBench, CANARY, READER, REVEAL_ID, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');

/** Opens Alice's window with her grant in it. */
async function herGrant(): Promise<void> {
  bench.verbs.requestAccess = async () => ({ outcome: 'granted', grant: aGrant(), alreadyOpen: true, reader: READER });
  await alice().types(ROOM, '/unlock db-prod');
  await alice().windowSays('Show values');
  await bench.adapter.drain();
}

/** No call but the update of a view, and no log line, may hold the value. */
function expectCanaryOnlyInViews(): void {
  const others = bench.sandbox.slack.calls.filter(({ method }) => method !== 'views.update');
  expect(JSON.stringify(others)).not.toContain(CANARY);
  expect(bench.log.lines.join('\n')).not.toContain(CANARY);
}

describe('Show values', () => {
  test('turns the window into the secret view, recorded first', async () => {
    await herGrant();
    const recorded = Promise.withResolvers<void>();
    const { revealValues } = bench.verbs;
    bench.verbs.revealValues = async (by, id) => {
      await recorded.promise;
      return revealValues(by, id);
    };
    await alice().clicks('Show values');
    const waiting = await alice().windowSays('Getting the values…');
    recorded.resolve();
    const view = await alice().windowSays(CANARY);
    expect(view).toMatchObject({ viewId: waiting.viewId, externalId: waiting.externalId, buttons: [], notifyOnClose: false });
    expect(view.submit).toBeUndefined();
    await bench.adapter.drain();
    expect(bench.verbs.seen).toEqual([
      `beginReveal U01ALICE ${aGrant().id}`,
      `revealValues U01ALICE ${REVEAL_ID}`,
      `settleReveal ${REVEAL_ID} shown`,
    ]);
    expectCanaryOnlyInViews();
  });

  test('from a message opens a window of its own', async () => {
    const { workspace } = bench.sandbox.slack;
    const cardId = '019aa0c0-0000-7000-8000-00000000000c';
    const button = {
      type: 'button',
      action_id: 'show_values',
      text: { type: 'plain_text', text: 'Show values' },
      value: aGrant().id,
    };
    const channel = workspace.directChannelOf('U01ALICE');
    workspace.post(channel, {
      user: workspace.botUserId,
      byBot: true,
      text: 'card',
      blocks: [{ type: 'actions', block_id: `card:${cardId}`, elements: [button] }],
    });
    await alice().clicksIn('direct', 'Show values');
    const view = await alice().windowSays(CANARY);
    expect(view.externalId).toMatch(/^reveal-/);
    expectCanaryOnlyInViews();
  });

  test('is wiped at its time by this process too, database or not', async () => {
    await herGrant();
    bench.verbs.revealValues = async () => values();
    await alice().clicks('Show values');
    const { externalId } = await alice().windowSays(CANARY);
    await bench.adapter.drain();
    expect(bench.timers.map(({ ms }) => ms)).toEqual([60_000]);
    bench.timers[0]?.run();
    expect((await alice().windowSays('Values wiped.')).text).not.toContain(CANARY);

    function values() {
      const reveal = aReveal({ externalId: alice().window()?.externalId ?? '' });
      return { outcome: 'values' as const, values: [aCanary()], elsewhere: [], reveal, grant: aGrant(), left: 9, now: NOW };
    }
    expect(externalId).toMatch(/^unlock-/);
  });

  test('wiped while the values were on their way: wiped once more', async () => {
    await herGrant();
    const { externalId } = alice().window() ?? { externalId: '' };
    const { revealValues } = bench.verbs;
    bench.verbs.revealValues = async (by, id) =>
      ({ ...(await revealValues(by, id)), reveal: aReveal({ externalId, state: 'recorded' }) }) as never;
    bench.verbs.settleReveal = async () => 'wiped-already';
    await alice().clicks('Show values');
    await alice().windowSays('Values wiped.');
  });
});

describe('no value is shown', () => {
  test.each([
    ['the database', new StoreUnavailable(), "The database didn't answer, so no value was shown"],
    ["Slack's word on who asks", new SourceUnavailable('Slack', 'timeout'), "Slack didn't answer"],
    ['anything else', new TypeError(CANARY.slice(0, 3)), 'no value is shown'],
  ])('when %s fails', async (_, fault, words) => {
    await herGrant();
    bench.verbs.beginReveal = () => Promise.reject(fault);
    await alice().clicks('Show values');
    await alice().windowSays(words);
    await alice().closesWindow();
    await herGrant();
    bench.verbs.beginReveal = async ({ externalId }) => ({ grant: aGrant(), reveal: aReveal({ externalId }) });
    bench.verbs.revealValues = () => Promise.reject(fault);
    await alice().clicks('Show values');
    await alice().windowSays(words);
    expect(bench.verbs.seen.at(-1)).toBe(`settleReveal ${REVEAL_ID} failed`);
  });

  test('into a view that somebody overwrote meanwhile', async () => {
    await herGrant();
    const { revealValues } = bench.verbs;
    bench.verbs.revealValues = async (by, id) => {
      const { externalId } = alice().window() ?? { externalId: '' };
      await bench.outside.windows.overwrite(aReveal({ externalId, state: 'recorded' }), aGrant(), NOW);
      return revealValues(by, id);
    };
    await alice().clicks('Show values');
    await alice().windowSays('Values wiped.');
    await bench.adapter.drain();
    expect(alice().window()?.text).not.toContain(CANARY);
    expect(bench.sandbox.slack.callsTo('views.update').at(-1)?.outcome).toBe('hash_conflict');
    expect(bench.verbs.seen.at(-1)).toBe(`settleReveal ${REVEAL_ID} failed`);
  });

  test.each([
    ['ratelimited', 'failed'],
    ['html', 'left as it was: they may have been seen'],
    ['status-500', 'left as it was: they may have been seen'],
    ['drop', 'left as it was: they may have been seen'],
    ['hang', 'left as it was: they may have been seen'],
    ['bad-json', 'left as it was: they may have been seen'],
    ['drop-after-doing-it', 'left as it was: they may have been seen'],
  ])('after %s any more, it is not sent twice, and the reveal is %s', async (fault, became) => {
    await herGrant();
    const { revealValues } = bench.verbs;
    bench.verbs.revealValues = async (by, id) => {
      bench.sandbox.slack.failNext('views.update', fault);
      return revealValues(by, id);
    };
    await alice().clicks('Show values');
    await alice().windowSays('so no value is shown');
    await bench.adapter.drain();
    const sent = bench.sandbox.slack.callsTo('views.update').filter(({ args }) => JSON.stringify(args).includes(CANARY));
    expect(sent.length).toBeLessThanOrEqual(1);
    const last = became === 'failed' ? `settleReveal ${REVEAL_ID} failed` : `revealValues U01ALICE ${REVEAL_ID}`;
    expect(bench.verbs.seen.at(-1)).toBe(last);
    expectCanaryOnlyInViews();
  });

  test('in a window that was closed while they were fetched; a message says so, without them', async () => {
    await herGrant();
    const { revealValues } = bench.verbs;
    bench.verbs.revealValues = async (by, id) => {
      await alice().closesWindow();
      return revealValues(by, id);
    };
    await alice().clicks('Show values');
    await alice().directMessageSays('There was no window to show it in');
    expectCanaryOnlyInViews();
  });

  test('to somebody else, who is told the same whether there is such a grant or not', async () => {
    await herGrant();
    const window = alice().window();
    if (!window) throw new Error('no window');
    for (const value of [aGrant().id, '019aa0c0-0000-7000-8000-0000000000ff', 'x', '']) {
      await bench.sandbox
        .as('bob')
        .forgesClick(window, { blockId: 'b', actionId: 'show_values', forged: { value } }, { edit: unnamed });
      await bench.sandbox.as('bob').directMessageSays("You don't hold this grant");
    }
    await bench.adapter.drain();
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('revealValues'))).toEqual([]);
    expect(bench.verbs.seen.filter((verb) => verb.startsWith('refuseReveal'))).toHaveLength(4);
  });

  test('when the grant has ended, which the window says', async () => {
    await herGrant();
    const ended = aGrant({ state: 'ended', ended: { at: NOW, cause: 'shift-ended' } });
    bench.verbs.revealValues = async () => ({ outcome: 'refused', because: { code: 'ended', grant: ended } });
    await alice().clicks('Show values');
    await alice().windowSays('db-prod has ended.');
    await bench.adapter.drain();
    expect(bench.verbs.seen.at(-1)).toBe(`settleReveal ${REVEAL_ID} failed`);
  });
});

test('what Slack echoes of a view in an answer that is cut off is in no log line', async () => {
  await herGrant();
  const { revealValues } = bench.verbs;
  bench.verbs.revealValues = async (by, id) => {
    bench.sandbox.slack.failNext('views.update', `{"ok":true,"view":{"blocks":"${CANARY}`);
    return revealValues(by, id);
  };
  await alice().clicks('Show values');
  await alice().windowSays('so no value is shown');
  expect(bench.log.lines.join('\n')).not.toContain(CANARY);
});

function aCanary() {
  return { name: 'PGPASSWORD', value: new Secret(CANARY) };
}

// A window of nobody's, so that Bob's answer goes to Bob.
function unnamed(payload: Record<string, unknown>): void {
  Object.assign(payload.view as object, { external_id: '' });
}
