import { describe, expect, it } from 'vitest';
import { aNight, type Night } from '../stories/a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const CANNOT_TELL =
  /PagerDuty (didn't answer|takes no more questions right now|didn't accept my token|gave an answer that I can't read), so I can't tell/;
const FAULTS = [401, 403, 429, 500, 503, 'html', 'bad-json', 'empty', 'wrong-shape', 'huge', 'redirect', 'drop'] as const;

// Without db-prod's rule for quiet nights: who is on call may ask for a yes though nothing is known of incidents.
function withoutAsking(text: string): string {
  return text.replace(/ {6}- name: on call, quiet\n( {8}.*\n)+/, '');
}

async function refusedAndThenGranted(night: Night, path: string | RegExp, resource: string): Promise<void> {
  for (const fault of FAULTS) {
    night.sandbox.pagerDuty.failNext(path, fault, 99);
    await night.alice.types(INCIDENT, `/unlock ${resource}`);
    const window = await night.alice.windowSays(CANNOT_TELL);
    expect(window.buttons.map(({ text }) => text)).toEqual([
      ...(resource === 'db-prod' ? ['Try again', 'Break glass'] : ['Try again']),
      'Why?',
    ]);
    expect(await night.grants()).toEqual([]);
    night.sandbox.pagerDuty.heal();
    await night.sandbox.clock.advance('PT61S');
    if (fault !== 'drop') await night.alice.closesWindow();
  }
  await night.alice.clicks('Try again');
  await night.alice.windowSays(new RegExp(`${resource} until`));
  expect(await night.grants()).toHaveLength(1);
  expect(night.sandbox.pagerDuty.requests.filter(({ path: asked }) => asked === '/elsewhere')).toEqual([]);
}

describe('PagerDuty answers every kind of nonsense, and nothing opens by itself', () => {
  it('about who is on call', async () => {
    await refusedAndThenGranted(await aNight(), '/oncalls', 'db-prod');
  });

  it('about who is on call, where no incident is asked for', async () => {
    await refusedAndThenGranted(await aNight(), '/oncalls', 'db-replica');
  });

  it('about incidents', async () => {
    await refusedAndThenGranted(await aNight({ policy: withoutAsking }), '/incidents', 'db-prod');
  });

  it('about incidents: on a quiet night she may ask, and whoever agrees reads what nobody could check', async () => {
    const night = await aNight();
    night.sandbox.pagerDuty.failNext('/incidents', 503, 99);
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    const card = await night.sandbox.channel('access-approvals').says(/Alice wants db-prod/);
    expect(card.text).toContain("Couldn't be checked: which incidents are open (PagerDuty).");
    expect(await night.grants()).toEqual([]);
  });

  it('about everything', async () => {
    await refusedAndThenGranted(await aNight(), /./, 'db-prod');
  });

  it('or nothing at all: she is told within seconds', async () => {
    const night = await aNight();
    night.sandbox.pagerDuty.mode = 'hanging';
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(CANNOT_TELL);
    expect(await night.grants()).toEqual([]);
    night.sandbox.pagerDuty.heal();
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/db-prod until/);
  });
});

it('an empty list of shifts is "not on call", not an open door', async () => {
  const night = await aNight();
  night.sandbox.pagerDuty.state.schedule('PABC123').shifts.length = 0;
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/You're not on call for db-primary\. Nobody is\./);
  expect(await night.grants()).toEqual([]);
});

it('a refusal for what nobody could tell is on record as such', async () => {
  const night = await aNight();
  night.sandbox.pagerDuty.mode = 'error-502';
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(CANNOT_TELL);
  expect(await night.audited()).toContainEqual(
    expect.objectContaining({ kind: 'refused', about: expect.objectContaining({ code: 'cannot-tell', resource: 'db-prod' }) }),
  );
});
