import { describe, expect, test } from 'vitest';
import { suggestionsFor } from '../../src/sandbox/page/conversation/suggestions.ts';
import { stepsSeenIn } from '../../src/sandbox/page/guide/steps-done.ts';
import type { PageState } from '../../src/sandbox/page-api.ts';

const people = [
  { name: 'Bob', part: 'off call', canAct: true },
  { name: 'Erin', part: 'deactivated', canAct: false },
  { name: 'Alice', part: 'on call', canAct: true },
];
const offered = (typed: string, hasCommands = true) =>
  suggestionsFor(typed, { viewer: { hasCommands }, people }).map(({ text }) => text);

describe('the composer offers', () => {
  test('people after an @, wherever it stands', () => {
    expect(offered('/grants @')).toEqual(['/grants @Bob ', '/grants @Alice ']);
    expect(offered('/grants @b')).toEqual(['/grants @Bob ']);
    expect(offered('hello @AL')).toEqual(['hello @Alice ']);
    expect(offered('bob@')).toEqual([]);
  });

  test('nobody once the name is whole, so that Enter sends', () => {
    expect(offered('/grants @bob')).toEqual([]);
    expect(offered('/grants @Bob ')).toEqual([]);
  });

  test('commands only where there are any', () => {
    expect(offered('/grants h')).toEqual(['/grants history 7d']);
    expect(offered('/grants h', false)).toEqual([]);
  });
});

describe('the guide sees what happened', () => {
  const seen = (inWindow: string, inMessage = '', status: 'triggered' | 'resolved' = 'triggered') => {
    const blocks = (text: string) => [{ type: 'section', text: { type: 'mrkdwn', text } }];
    const state = {
      window: { viewId: 'V1', title: '', blocks: blocks(inWindow), below: 0 },
      conversations: [{ messages: [{ blocks: blocks(inMessage) }] }],
      world: { incidents: [{ status }] },
    };
    return stepsSeenIn(state as unknown as PageState);
  };

  test('in a window or a message', () => {
    expect(seen('Choose', 'I unlock db-prod.')).toEqual([]);
    expect(seen('🔓 db-prod until 07:00 (30 min)')).toEqual(['unlock']);
    expect(seen('Values wiped.')).toEqual(['values']);
    expect(seen('', 'Given back at 04:00. Closed. Alice saw DATABASE_URL (1×). It works')).toEqual(['values', 'give back']);
    expect(seen("You're not on call for db-primary.")).toEqual(['refused']);
    expect(seen('Your grants · last 7 d')).toEqual(['record']);
  });

  test('an end by the incident only when one is resolved', () => {
    expect(seen('', 'Its time was up at 04:00')).toEqual([]);
    expect(seen('', 'Ended at 04:00, after INC-42 was resolved', 'resolved')).toEqual(['resolve']);
  });
});
