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
    expect(seen('🔓 db-prod until 07:00 (30 min)')).toEqual([]);
    expect(seen('Values wiped.')).toEqual(['unlock']);
    expect(seen('Extended until 04:47.')).toEqual(['extend']);
    expect(seen('', '🔓 db-prod until 04:47 (1 h in all)')).toEqual(['extend']);
    expect(seen("You're not on call for db-primary.")).toEqual(['refused']);
    expect(seen('', '🚨 Break glass · review by Mon 23 Nov 03:17 (carol)')).toEqual([]);
    expect(seen('', '🚨 Break glass · reviewed by Carol at 04:10')).toEqual(['break glass']);
    expect(seen('Your grants · last 7 d')).toEqual(['record']);
  });

  test('not in what was said before the visitor came', () => {
    const said = (at: string) => [{ messages: [{ at, blocks: [{ type: 'markdown', text: 'Extended until 04:47.' }] }] }];
    const world = { incidents: [], visitBegan: '2026-11-22T13:45:36Z' };
    const seenAt = (at: string) => stepsSeenIn({ conversations: said(at), world } as unknown as PageState);
    expect(seenAt('2026-11-20T03:17:00Z')).toEqual([]);
    expect(seenAt('2026-11-22T13:47:00Z')).toEqual(['extend']);
  });

  test('a step of two parts only when both happened', () => {
    const givenBack = 'Given back by you at 04:00. Closed. You saw DATABASE_URL (1×).';
    expect(seen('', `${givenBack} It works until it is rotated.`)).toEqual(['unlock']);
    expect(seen('', `${givenBack} Alice marked it rotated at 04:01.`)).toEqual(['unlock', 'give back']);
    expect(seen('', 'Denied by Bob at 04:00')).toEqual([]);
    expect(seen('Approved by Bob at 04:02 (1 of 2)', 'Denied by Bob at 04:00')).toEqual([]);
    expect(seen('', 'Denied by Bob at 04:00. Approved by Bob at 04:02 and Carol at 04:03 (2 of 2)')).toEqual(['approve']);
  });

  test('a panel with something open only in the channel of another incident', () => {
    const panel = [{ blocks: [{ type: 'rich_text', elements: [{ type: 'text', text: 'Open now' }] }] }];
    const [before, opened] = [{ name: 'inc-42-checkout' }, { name: 'inc-43-lag' }];
    const seenIn = (conversations: object[]) => stepsSeenIn({ conversations, world: { incidents: [] } } as unknown as PageState);
    expect(
      seenIn([
        { ...before, messages: panel },
        { ...opened, messages: [] },
      ]),
    ).toEqual([]);
    expect(
      seenIn([
        { ...before, messages: [] },
        { ...opened, messages: panel },
      ]),
    ).toEqual(['incident']);
  });

  test('a shift that ended, and cover by the rotation file', () => {
    expect(seen('', 'db-prod ended at 23:45: your shift ended.')).toEqual(['hand over']);
    expect(seen('', '🔑 Alice had db-prod open for INC-43.')).toEqual(['hand over']);
    expect(seen("on call until 07:00 (by the rotation file: PagerDuty didn't answer)")).toEqual(['by file']);
  });

  test('an end by the incident only when one is resolved', () => {
    expect(seen('', 'Its time was up at 04:00')).toEqual([]);
    expect(seen('', 'Ended at 04:00, after INC-42 was over', 'resolved')).toEqual(['resolve']);
    expect(seen('', '🔒 Access record of INC-43', 'resolved')).toEqual(['resolve']);
  });
});
