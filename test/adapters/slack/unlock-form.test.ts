import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/domain/decision.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';
import type { UnlockCommand } from '../../../src/use-cases/request-access.ts';
import { aResource, aRule } from '../../builders/a-policy.ts';
import { aSlackBench, READER, ROOM } from './a-slack-bench.ts';

const bench = aSlackBench();
const alice = () => bench.sandbox.as('alice');
const UNKNOWN: Refusal = {
  code: 'cannot-tell',
  resource: 'db-prod',
  unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
};
const REASON_MISSING: Refusal = { code: 'reason-required', resource: 'db-prod' };

/** What was asked for, in order; everything is refused so. */
const refuse = (because: Refusal): UnlockCommand[] => {
  const asked: UnlockCommand[] = [];
  bench.verbs.requestAccess = async (command) => {
    asked.push(command);
    return { outcome: 'refused', because, reader: READER };
  };
  return asked;
};
const offer = (...resources: ReturnType<typeof aResource>[]) => {
  const all = new Map(resources.map((one) => [one.name, one]));
  bench.policy = { ...bench.policy, resources: all };
  bench.verbs.offerForm = async () => ({ outcome: 'form', resources: all, reader: READER });
};
const labels = () =>
  alice()
    .window()
    ?.inputs.map(({ label }) => label);
/** The form with db-prod chosen, once it lists the incidents. */
const formOfDbProd = async () => {
  await alice().types(ROOM, '/unlock');
  await alice().windowSays('What to unlock');
  await alice().fills({ Resource: 'db-prod' });
  await expect.poll(labels).toContain('Incident');
};

describe('the form', () => {
  test('opens for /unlock alone, asks for the resource, then for what goes with it', async () => {
    await alice().types(ROOM, '/unlock');
    const form = await alice().windowSays('What to unlock');
    expect([form.submit, form.close, form.inputs.map(({ label }) => label)]).toEqual(['Unlock', 'Cancel', ['Resource']]);
    await alice().fills({ Resource: 'db-prod' });
    await expect.poll(labels).toEqual(['Resource', 'Variables', 'For how long', 'Incident', 'Reason']);
    expect(alice().window()).toMatchObject({ viewId: form.viewId, externalId: form.externalId });
    expect(bench.verbs.seen).toEqual(['offerForm U01ALICE', 'offerForm U01ALICE', 'openIncidentsOf db-prod']);
  });

  test('keeps what was typed while the incidents are looked up', async () => {
    const known = Promise.withResolvers<void>();
    bench.verbs.openIncidentsOf = async () => {
      await known.promise;
      return { known: false, source: 'PagerDuty', fault: 'timeout' };
    };
    await alice().types(ROOM, '/unlock');
    await alice().windowSays('What to unlock');
    await alice().fills({ Resource: 'db-prod' });
    await alice().windowSays('Looking for open incidents…');
    await alice().fills({ Reason: 'replica lag', 'For how long': '20m' });
    known.resolve();
    const form = await alice().windowSays("PagerDuty didn't answer");
    expect(form.inputs.map(({ label, holds }) => [label, holds])).toEqual([
      ['Resource', 'db-prod · Production database'],
      ['Variables', []],
      ['For how long', '20m'],
      ['Incident', undefined],
      ['Reason', 'replica lag'],
    ]);
  });

  test('sent off while incidents are looked up is not turned back into the form', async () => {
    const known = Promise.withResolvers<void>();
    bench.verbs.openIncidentsOf = async () => {
      await known.promise;
      return { known: true, value: [] };
    };
    refuse(UNKNOWN);
    await alice().types(ROOM, '/unlock');
    await alice().windowSays('What to unlock');
    await alice().fills({ Resource: 'db-prod' });
    await alice().windowSays('Looking for open incidents…');
    await alice().submits();
    await alice().windowSays("so I can't tell whether you're on call");
    known.resolve();
    await bench.adapter.drain();
    expect(alice().window()?.text).toContain("so I can't tell whether you're on call");
  });

  test('opens by the shortcut, from nowhere in particular', async () => {
    const asked = refuse({ code: 'outsider' });
    expect((await alice().usesShortcut('Unlock something')).body).toBe('');
    await alice().windowSays('What to unlock');
    await alice().fills({ Resource: 'db-prod' });
    await alice().submits();
    await alice().windowSays('full members');
    expect(asked).toMatchObject([{ slackId: 'U01ALICE', channel: 'U01ALICE', form: { resource: 'db-prod' } }]);
  });

  test('says what to type where no window opens', async () => {
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().types(ROOM, '/unlock');
    await alice().ephemeralSays(ROOM, '/unlock db-prod until 07:30');
  });

  test('is offered to nobody from outside, and not without the database', async () => {
    bench.verbs.offerForm = async () => ({ outcome: 'refused', because: { code: 'outsider' }, reader: READER });
    await bench.sandbox.as('dave').usesShortcut('Unlock something');
    await bench.sandbox.as('dave').windowSays('This works only for full members of this workspace.');
    bench.verbs.offerForm = () => Promise.reject(new StoreUnavailable());
    await alice().usesShortcut('Unlock something');
    await alice().windowSays("The database didn't answer, so I can't show the form.");
  });

  test('without anything in the policy says so', async () => {
    offer();
    await alice().types(ROOM, '/unlock');
    await alice().windowSays('The policy names nothing that could be unlocked.');
  });
});

describe('sent off', () => {
  test('it waits in its window and asks for all that was put in', async () => {
    const decided = Promise.withResolvers<void>();
    const asked: UnlockCommand[] = [];
    bench.verbs.requestAccess = async (command) => {
      asked.push(command);
      await decided.promise;
      return { outcome: 'refused', because: UNKNOWN, reader: READER };
    };
    await formOfDbProd();
    await alice().fills({ Variables: ['PGPASSWORD'], 'For how long': '20m', Incident: 'INC-42 · Replica lag', Reason: 'lag' });
    const { externalId } = alice().window()!;
    await alice().submits();
    const waiting = await alice().windowSays('Checking who is on call…');
    expect(waiting.text).toContain('/unlock db-prod PGPASSWORD for 20m in INC-42 because lag');
    decided.resolve();
    await alice().windowSays("PagerDuty didn't answer");
    const form = {
      resource: 'db-prod',
      variables: ['PGPASSWORD'],
      time: '20m',
      incident: 'INC-42',
      reason: 'lag',
      breakGlass: false,
    };
    expect(asked).toEqual([{ slackId: 'U01ALICE', form, channel: 'C0INC42', windowExternalId: externalId }]);
    await alice().clicks('Try again');
    await bench.adapter.drain();
    expect(asked[1]).toEqual(asked[0]);
  });

  test('granted, its window is left to the card', async () => {
    await formOfDbProd();
    await alice().submits();
    await bench.adapter.drain();
    expect(bench.verbs.seen.at(-1)).toBe('requestAccess U01ALICE form of db-prod in a window');
    expect(bench.kicks).toBe(1);
  });

  test.each(['0', '-1', '25h', 'soon'])(
    'with %j for a time it says so at the field; nothing is asked and no row is kept',
    async (time) => {
      const asked = refuse(UNKNOWN);
      await formOfDbProd();
      await bench.adapter.drain();
      const rows = bench.deliveries.rows.size;
      await alice().fills({ 'For how long': time });
      await alice().submits();
      expect(alice().window()?.errors).toEqual({ time: expect.stringContaining(`“${time}” `) });
      expect([asked, bench.deliveries.rows.size]).toEqual([[], rows]);
      await alice().fills({ 'For how long': '20m' });
      await alice().submits();
      await alice().windowSays("PagerDuty didn't answer");
      expect(asked).toMatchObject([{ form: { time: '20m' } }]);
    },
  );

  test('with a wrong incident it says so where that was typed', async () => {
    bench.verbs.openIncidentsOf = async () => ({ known: false, source: 'PagerDuty', fault: 'timeout' });
    await formOfDbProd();
    await alice().windowSays("PagerDuty didn't answer");
    await alice().fills({ Incident: 'tonight' });
    await alice().submits();
    expect(alice().window()?.errors).toEqual({
      'incident-typed:db-prod': "“tonight” isn't an incident: write INC-42, 42 or its PagerDuty id.",
    });
  });

  test('without a reason that every rule wants it says so, and Slack itself lets none be left out', async () => {
    offer(aResource({ rules: [aRule({ reasonRequired: true })] }));
    const asked = refuse(UNKNOWN);
    await formOfDbProd();
    expect(await alice().submits()).toBeUndefined();
    await alice().fills({ Reason: '\u200b' });
    await alice().submits();
    expect(alice().window()?.errors).toEqual({ reason: 'db-prod needs a reason.' });
    expect(asked).toEqual([]);
  });

  test('for a resource that is no longer there it says so', async () => {
    await formOfDbProd();
    offer(aResource({ name: 'pay-prod' }));
    await alice().submits();
    expect(alice().window()?.errors).toEqual({ resource: "There's no resource “db-prod”." });
  });

  test('twice, byte by byte, it acts once', async () => {
    const asked = refuse(UNKNOWN);
    await formOfDbProd();
    const answer = await alice().submits();
    const again = await bench.sandbox.slack.deliver.replay(answer!.delivery);
    expect(again.body).toContain('sent off before');
    await bench.adapter.drain();
    expect(asked).toHaveLength(1);
  });

  test('broken behind it, it can be tried again with all that was in it', async () => {
    bench.verbs.requestAccess = () => Promise.reject(new StoreUnavailable());
    await formOfDbProd();
    await alice().fills({ Reason: 'lag' });
    await alice().submits();
    await alice().windowSays("The database didn't answer");
    const asked = refuse(UNKNOWN);
    await alice().clicks('Try again');
    await alice().windowSays("PagerDuty didn't answer");
    expect(asked).toMatchObject([{ form: { resource: 'db-prod', reason: 'lag' } }]);
  });
});

test('the shortcut, twice, opens one form', async () => {
  const { delivery } = await alice().usesShortcut('Unlock something');
  await bench.sandbox.slack.deliver.replay(delivery);
  await bench.adapter.drain();
  expect(bench.sandbox.slack.callsTo('views.open')).toHaveLength(1);
});

describe('a reason that is missing', () => {
  test('is asked for in the form, with all else that was typed', async () => {
    refuse(REASON_MISSING);
    await alice().types(ROOM, '/unlock db-prod PGPASSWORD for 20m in INC-42');
    const form = await alice().windowSays('db-prod needs a reason.');
    await expect
      .poll(() =>
        alice()
          .window()
          ?.inputs.map(({ holds }) => holds),
      )
      .toEqual(['db-prod · Production database', ['PGPASSWORD'], '20m', expect.stringContaining('INC-42'), undefined]);
    const asked = refuse(UNKNOWN);
    await alice().fills({ Reason: 'replica lag' });
    await alice().submits();
    expect((await alice().windowSays("PagerDuty didn't answer")).viewId).toBe(form.viewId);
    expect(asked).toMatchObject([
      { channel: 'C0INC42', form: { variables: ['PGPASSWORD'], time: '20m', incident: 'INC-42', reason: 'replica lag' } },
    ]);
  });

  test('where no window opened is asked for by a button', async () => {
    refuse(REASON_MISSING);
    bench.sandbox.slack.failNext('views.open', 'expired_trigger_id');
    await alice().types(ROOM, '/unlock db-prod for 20m');
    await alice().ephemeralSays(ROOM, 'db-prod needs a reason.');
    await alice().clicksIn(ROOM, 'Fill in the form');
    await alice().windowSays('Reason');
    expect(
      alice()
        .window()
        ?.inputs.find(({ blockId }) => blockId === 'time')?.holds,
    ).toBe('20m');
  });
});

test('a button that names a resource opens the form for it, from the home tab too', async () => {
  const { workspace, views } = bench.sandbox.slack;
  const button = { type: 'button', action_id: 'open_form', text: { type: 'plain_text', text: 'Unlock' }, value: 'db-prod' };
  const blocks = [{ type: 'actions', block_id: 'b', elements: [button] }];
  const home = {
    type: 'home',
    blocks,
    privateMetadata: '',
    callbackId: '',
    externalId: 'home-1',
    clearOnClose: false,
    notifyOnClose: false,
  };
  const view = views.publish('U01ALICE', home as Parameters<typeof views.publish>[1]);
  await bench.sandbox.slack.interactions.clickInView(workspace.person('alice'), view, { blockId: 'b', actionId: 'open_form' });
  await alice().windowSays('Reason');
  expect(alice().window()?.inputs[0]?.holds).toBe('db-prod · Production database');
  expect(views.homeOf('U01ALICE')?.blocks).toEqual(blocks);
});
