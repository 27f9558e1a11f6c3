import { describe, expect, test } from 'vitest';
import {
  judgeKeyFile,
  judgeOldKeyFile,
  judgeValues,
  type KeyPlace,
  type NamedValue,
  type ValueState,
  valuesOf,
} from '../../../src/domain/diagnosis/key.ts';
import { aPolicy, aResource } from '../../builders/a-policy.ts';

const closed = (place: KeyPlace = {}) =>
  ({ state: 'closed', path: '/etc/nightlatch/key', keyId: '1a2b3c4d', mode: '400', place }) as const;
const move = 'Move it to a folder of its own, such as /etc/nightlatch, and set NIGHTLATCH_KEY_FILE.';

describe('the key’s file', () => {
  test('closed, in a place of its own', () => {
    expect(judgeKeyFile(closed(), true)).toEqual([
      { area: 'key', outcome: 'ok', says: 'Key 1a2b3c4d is in /etc/nightlatch/key, closed to others (mode 400).' },
    ]);
  });

  test.each([
    [{ workTree: '/srv/repo' }, 'The key is inside the git work tree /srv/repo, where it could be committed.'],
    [{ dataFolder: '/srv/data' }, 'The key is inside the data folder /srv/data: a backup of it holds both key and values.'],
  ])('in a place that is unwise: %o', (place, says) => {
    expect(judgeKeyFile(closed(place), true)[1]).toEqual({ area: 'key', outcome: 'warning', says, mend: move });
  });

  test('on one mount with the database', () => {
    expect(judgeKeyFile(closed({ mountOf: '/srv/postgres' }), true)[1]).toEqual({
      area: 'key',
      outcome: 'warning',
      says: 'The key is on one mount with the database in /srv/postgres: who loses it loses both, and a copy of it opens every value.',
      mend: "Keep a copy of the key where the database's backups are not, and move the key to another disc: then set NIGHTLATCH_KEY_FILE.",
    });
  });

  test('inside the data folder is on its mount anyway', () => {
    expect(judgeKeyFile(closed({ dataFolder: '/srv/postgres', mountOf: '/srv/postgres' }), true)).toHaveLength(2);
  });

  test('that is not named, where it is needed and where it is not', () => {
    expect(judgeKeyFile({ state: 'not-named' }, true)).toEqual([
      {
        area: 'key',
        outcome: 'failure',
        says: 'NIGHTLATCH_KEY_FILE names no key, so no sealed value can be shown.',
        mend: 'Run nightlatch key create /etc/nightlatch/key, and set NIGHTLATCH_KEY_FILE to that file.',
      },
    ]);
    expect(judgeKeyFile({ state: 'not-named' }, false)).toMatchObject([{ outcome: 'note' }]);
  });

  test('that can not be used', () => {
    const refused = {
      state: 'refused',
      why: '/k may be read or written by others than its owner (mode 644): chmod 400',
    } as const;
    expect(judgeKeyFile(refused, true)).toMatchObject([{ outcome: 'failure', says: `The key can't be used: ${refused.why}` }]);
    expect(judgeOldKeyFile(refused)).toMatchObject([{ outcome: 'failure', says: `The old key can't be used: ${refused.why}` }]);
    expect(judgeOldKeyFile({ state: 'not-named' })).toEqual([]);
  });
});

describe('values', () => {
  const value = (path: string, given: Partial<NamedValue> = {}): NamedValue => ({
    ...{ reference: { source: 'sealed', path }, for: ['db-prod PGPASSWORD'], isShown: true },
    ...given,
  });
  const judged = (...values: [NamedValue, ValueState][]) =>
    judgeValues(
      values.map(([named, is]) => ({ value: named, is })),
      'new',
    ).map(({ outcome, says, mend }) => [outcome, says, mend]);

  test('are told of once each, with every variable that has them', () => {
    const variable = (name: string, show: 'slack' | 'never') =>
      [name, { name, source: { source: 'sealed', path: 'db/one' }, show }] as const;
    const resource = aResource({ variables: new Map([variable('A', 'never'), variable('B', 'slack')]) });
    expect(valuesOf(aPolicy({ resources: new Map([['db-prod', resource]]) }))).toEqual([
      { reference: { source: 'sealed', path: 'db/one' }, for: ['db-prod A', 'db-prod B'], isShown: true },
    ]);
  });

  test('that open are counted, those under the old key are named', () => {
    const opens = (keyId: string): ValueState => ({ state: 'opens', keyId });
    expect(judged([value('a'), opens('new')])).toEqual([['ok', 'One value opens.', undefined]]);
    expect(judged([value('a'), opens('new')], [value('b'), opens('old')])).toEqual([
      ['ok', '2 values open.', undefined],
      [
        'warning',
        'Still sealed under the old key: b.',
        'Run nightlatch secret rotate-key; until then keep the old key and NIGHTLATCH_OLD_KEY_FILE.',
      ],
    ]);
  });

  test.each([
    ['missing', 'failure', 'sealed db/pw (db-prod PGPASSWORD) has no value.', 'Run nightlatch secret set db/pw'],
    [
      'damaged',
      'failure',
      "sealed db/pw (db-prod PGPASSWORD) is damaged and can't be opened.",
      'Run nightlatch secret set db/pw. Has somebody changed the row or the file by hand?',
    ],
    [
      'wrong-key',
      'failure',
      'sealed db/pw (db-prod PGPASSWORD) is sealed under another key than the one given.',
      'Give that key in NIGHTLATCH_OLD_KEY_FILE, or: Run nightlatch secret set db/pw',
    ],
    [
      'no-key',
      'failure',
      "sealed db/pw (db-prod PGPASSWORD) can't be opened without a key.",
      'Set NIGHTLATCH_KEY_FILE to the key that it was sealed under, a file closed to others (chmod 400).',
    ],
    [
      'unavailable',
      'unknown',
      "sealed db/pw (db-prod PGPASSWORD) couldn't be looked at.",
      'The database must answer first: nightlatch doctor --only database says how it is.',
    ],
  ] as const)('that are %s', (state, outcome, says, mend) => {
    expect(judged([value('db/pw'), { state }])).toEqual([[outcome, says, mend]]);
  });

  test.each([
    [
      'no-folder',
      'env-file db.env#PGPASSWORD (db-prod PGPASSWORD): no folder of env files is named.',
      'Set NIGHTLATCH_ENV_FILES to the folder that they lie in.',
    ],
    [
      'readable-by-others',
      'env-file db.env#PGPASSWORD (db-prod PGPASSWORD): others than its owner may read the file.',
      'Run chmod 400 on the file, as its owner.',
    ],
    [
      'unavailable',
      "env-file db.env#PGPASSWORD (db-prod PGPASSWORD) couldn't be looked at.",
      'May this user read the file, and every folder before it?',
    ],
    ['missing', 'env-file db.env#PGPASSWORD (db-prod PGPASSWORD) has no value.', 'Put it into the file, as NAME=value.'],
  ] as const)('from an env file that are %s', (state, says, mend) => {
    const reference = { source: 'env-file', path: 'db.env#PGPASSWORD' } as const;
    const outcome = state === 'unavailable' ? 'unknown' : 'failure';
    expect(judged([value('', { reference }), { state }])).toEqual([[outcome, says, mend]]);
  });

  test('that are never shown need not be there', () => {
    expect(judged([value('db/admin', { isShown: false }), { state: 'missing' }])).toEqual([
      [
        'warning',
        'sealed db/admin (db-prod PGPASSWORD) has no value, though it is never shown.',
        'Run nightlatch secret set db/admin',
      ],
    ]);
  });

  test('closed for one reason that is not theirs are one line, the rest ten at most', () => {
    const many = (state: 'no-key' | 'missing') =>
      Array.from({ length: 13 }, (_, n): [NamedValue, ValueState] => [value(`v${n}`), { state }]);
    expect(judged(...many('no-key'))).toEqual([
      [
        'failure',
        "sealed v0, v1, v2, v3, v4 and 8 more can't be opened without a key.",
        'Set NIGHTLATCH_KEY_FILE to the key that it was sealed under, a file closed to others (chmod 400).',
      ],
    ]);
    const missing = judged(...many('missing'));
    expect(missing).toHaveLength(11);
    expect(missing.at(-1)).toEqual([
      'failure',
      'No value can be had for v10, v11 and v12.',
      'Why is told for 10 values at a time: mend those, and run this again.',
    ]);
  });
});
