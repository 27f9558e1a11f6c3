import { expect, test } from 'vitest';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import type { Note } from '../../../src/domain/card.ts';
import type { ClosedChannel } from '../../../src/domain/diagnosis/slack-places.ts';
import { HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { linesOf } from './words-in.ts';

const HASH = 'abcdef0123456789';
const said = (note: Note) => linesOf(noteMessage(note, 'Europe/Berlin'));

test('a new policy says who, what changed and what of it opens more', () => {
  const changes = [
    { text: 'owner added: bob', opensMore: true },
    { text: 'resource db-prod removed', opensMore: false },
  ];
  expect(said({ kind: 'policy-in-force', hash: HASH, by: 'ops@db1', changes, more: 3 })).toEqual([
    'A new policy is in force: abcdef012345, by ops@db1',
    '⚠ owner added: bobresource db-prod removed',
    'and 3 more',
    '⚠ opens more than before',
    'Requests are decided by it from now on.',
  ]);
});

test('one that changes nothing says so; one without a difference says none', () => {
  expect(said({ kind: 'policy-in-force', hash: HASH, changes: [], more: 0 })).toContain(
    'It says the same as before in other words.',
  );
  expect(said({ kind: 'policy-in-force', hash: HASH })).toEqual([
    'A new policy is in force: abcdef012345',
    'Requests are decided by it from now on.',
  ]);
});

test('a new policy says in which of its channels nothing can be posted, and what follows', () => {
  const closed: readonly ClosedChannel[] = [
    { channel: 'C0APPR', as: 'approval channel', because: 'not-in-it', use: 'approvals' },
    { channel: 'C0PAY', as: 'channel of db-prod, rule “asks”', because: 'not-there', use: 'approvals' },
    { channel: 'C0OLD', as: 'channel of db-prod, rule “quiet”', because: 'archived', use: 'approvals' },
    { channel: 'C0AUDIT', as: 'audit channel', because: 'shared-outside', use: 'record' },
  ];
  expect(said({ kind: 'policy-in-force', hash: HASH, closed })).toEqual([
    'A new policy is in force: abcdef012345',
    "⚠ I can't post in <#C0APPR> (approval channel): invite me there, or approvers won't see what is asked.",
    "⚠ I can't post in <#C0PAY> (channel of db-prod, rule “asks”): invite me there or correct its id, or approvers won't see what is asked.",
    "⚠ I can't post in <#C0OLD> (channel of db-prod, rule “quiet”): unarchive it, or approvers won't see what is asked.",
    "⚠ I can't post in <#C0AUDIT> (audit channel): end its sharing with other workspaces, or nobody sees there who was given what.",
    'Requests are decided by it from now on.',
  ]);
});

test('of many such channels the first are named, and where all are', () => {
  const closed = Array.from({ length: 12 }, (_, nth) => {
    return { channel: `C0${nth}`, as: 'approval channel', because: 'not-in-it', use: 'approvals' } as const;
  });
  const lines = said({ kind: 'policy-in-force', hash: HASH, closed });
  expect(lines.filter((line) => line.includes("can't post"))).toHaveLength(8);
  expect(lines).toContain('and 4 more: nightlatch doctor names them');
});

test('a broken file says where and why, and what stays', () => {
  const places = ['nightlatch.yml:3: what stands here is no group', 'nightlatch.yml:9: is written twice'];
  const note: Note = { kind: 'policy-broken', host: 'db1', places, more: 2 };
  expect(said(note)).toEqual([
    "🚨 The policy file on db1 is broken, so it isn't used. The policy in force stays.",
    places.join(''),
    'and 2 more: nightlatch policy check',
    'The log there says what was found.',
  ]);
  expect(said({ ...note, more: 0 }).at(-1)).toBe('The log there says what was found, and so does: nightlatch policy check');
});

test('a file that was left behind says how to bring it back', () => {
  expect(said({ kind: 'policy-superseded', host: 'db1', hash: HASH }).at(-1)).toBe(
    'To bring it back: nightlatch policy apply on that host, or change the file.',
  );
});

test.each(HOSTILE)('whatever rules are called, Slack takes it: it %s', (_, words) => {
  const changes = Array.from({ length: 15 }, () => ({ text: `rule ‘${words}’ added`, opensMore: true }));
  const notes: Note[] = [
    { kind: 'policy-in-force', hash: HASH, by: words, changes, more: 1, closed: aFewClosed(words) },
    { kind: 'policy-broken', host: words, places: Array.from({ length: 8 }, () => words), more: 1 },
  ];
  for (const note of notes) expect(brokenLimits(noteMessage(note, 'Europe/Berlin'))).toEqual([]);
});

function aFewClosed(words: string): ClosedChannel[] {
  return Array.from({ length: 20 }, () => ({ channel: 'C0APPR', as: words, because: 'not-there', use: 'approvals' }));
}
