import { beforeEach, describe, expect, test } from 'vitest';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { lookAtOnCall, type OnCallLook } from '../../src/use-cases/look-at-on-call.ts';
import { aWellWorld } from '../fakes/fake-world.ts';
import { forEver } from './a-diagnosis.ts';

let asked = 0;

beforeEach(() => {
  asked = 0;
});

const says = (kind: 'auth' | 'network') => Promise.reject(new SourceUnavailable('PagerDuty', kind));
const elsewhere = (answer: () => Promise<void>) => ({
  tryToken: () => {
    asked += 1;
    return answer();
  },
});

async function token(given: Partial<OnCallLook>): Promise<string | undefined> {
  const late = { isOver: () => false, over: forEver<void>() };
  const taken = given.taken ?? says('auth');
  const needs = { onCall: aWellWorld().onCall, region: 'us', hasWebhookSecrets: true, policy: undefined, late } as const;
  const [first] = await lookAtOnCall({ ...needs, elsewhere: undefined, timelineFrom: undefined, ...given, taken });
  return first?.says;
}

describe('a token that is refused', () => {
  test.each([
    ['takes it', async () => undefined, 'PagerDuty (region us) refuses the token, and region eu takes it: the account is there.'],
    [
      'refuses it too',
      () => says('auth'),
      'PagerDuty refuses the token in both regions, us and eu: it is wrong, or was taken back.',
    ],
    ['is away', () => says('network'), expect.stringContaining('or the account is in the other region.')],
    ['breaks', () => Promise.reject(new TypeError('x')), expect.stringContaining('or the account is in the other region.')],
  ] as [string, () => Promise<void>, string][])('is tried at the other region, which %s', async (_, answer, words) => {
    expect(await token({ elsewhere: elsewhere(answer) })).toEqual(words);
    expect(asked).toBe(1);
  });

  test('is told in time where the other region hangs', async () => {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const hanging = elsewhere(() => {
      resolve();
      return forEver<void>();
    });
    const found = await token({ elsewhere: hanging, late: { isOver: () => false, over } });
    expect(found).toContain('or the account is in the other region.');
  });

  test('is not tried elsewhere once it is late', async () => {
    await token({ elsewhere: elsewhere(async () => undefined), late: { isOver: () => true, over: forEver() } });
    expect(asked).toBe(0);
  });
});

test.each([
  ['taken', () => Promise.resolve()],
  ['not answered for', () => says('network')],
])('a token that is %s goes nowhere else', async (_, answer) => {
  await token({ taken: answer(), elsewhere: elsewhere(async () => undefined) });
  expect(asked).toBe(0);
});
