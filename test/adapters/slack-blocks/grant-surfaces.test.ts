import type { types } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { grantChannelCard, grantDirectMessage } from '../../../src/adapters/slack/blocks/grant-cards.ts';
import { grantWindow, wipedWindow } from '../../../src/adapters/slack/blocks/grant-window.ts';
import { noWindowWindow } from '../../../src/adapters/slack/blocks/no-window-window.ts';
import type { Grant } from '../../../src/domain/grant.ts';
import { ALICE, aGrant, aGrantGivenBack, aResource, BOB, NOW } from './a-grant.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

const resource = aResource();
const at = (time: string) => Temporal.Instant.from(time);

describe('a grant that is open', () => {
  test('says what, until when and why then, and offers Show values and Give back in the first lines', () => {
    const lines = wordsIn(grantWindow({ grant: aGrant(), resource, now: NOW }, ALICE)).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '🔓 db-prod until 07:00 (your shift ends)',
      'DATABASE_URL and PGPASSWORD · No value shown yet',
      '[Show values][Give back]',
    ]);
  });

  test('says behind them what would end it sooner, the reason, the rule and the evidence', () => {
    const words = wordsIn(grantWindow({ grant: aGrant(), resource, now: NOW }, ALICE));
    expect(words).toContain('Ends 15 min after INC-42 is resolved, if that is sooner.\nINC-42 · replica lag\n');
    expect(words).toContain('Rule “on call, incident open” · on call for db-primary until 07:00 · INC-42 of Checkout was open');
  });

  test.each([
    ['asked', '2026-11-22T02:47:00Z', '🔓 db-prod until 03:47 (30 min)'],
    ['at-most', '2026-11-22T06:17:00Z', '🔓 db-prod until 07:17 (4 h, the most this rule gives)'],
    ['incident', '2026-11-22T02:32:00Z', '🔓 db-prod until 03:32 (INC-42 is over)'],
    ['shift', '2026-11-23T06:00:00Z', '🔓 db-prod until Mon 23 Nov 07:00 (your shift ends)'],
  ] as const)('that ends because of %s says so', (endsBecause, endsAt, headline) => {
    const grant = aGrant({ endsBecause, endsAt: at(endsAt) });
    expect(wordsIn(grantWindow({ grant, resource, now: NOW }, ALICE))).toContain(`${headline}\n`);
  });

  test('speaks of the date, not of tomorrow, because a card is read after midnight too', () => {
    const lateEvening = at('2026-12-31T22:50:00Z');
    const grant = aGrant({ startedAt: lateEvening, endsAt: at('2027-01-01T06:00:00Z') });
    const message = grantDirectMessage('c', { grant, resource, now: lateEvening }, 'Europe/Berlin');
    expect(message.text).toBe('🔓 db-prod until Fri 1 Jan 2027 07:00 (your shift ends)');
  });

  test('after a read of all its variables does not name them twice', () => {
    const grant = aGrant({
      reveals: { count: 1, variables: ['DATABASE_URL', 'PGPASSWORD'], exposed: ['DATABASE_URL', 'PGPASSWORD'] },
    });
    const words = wordsIn(grantWindow({ grant, resource, now: NOW }, ALICE));
    expect(words).toContain('DATABASE_URL and PGPASSWORD · Shown 1 of 10 times\n');
  });

  test('that was read before offers Read again, window and direct message alike', () => {
    const grant = aGrant({ reveals: { count: 1, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    for (const surface of [
      grantWindow({ grant, resource, now: NOW }, ALICE),
      grantDirectMessage('c', { grant, resource, now: NOW }, 'Europe/Berlin'),
      noWindowWindow(grant),
    ]) {
      expect(buttonsIn(surface)[0]).toEqual({ label: 'Read again', action: 'show_values', value: grant.id });
    }
  });

  test('counts its reads and names what was read', () => {
    const grant = aGrant({ reveals: { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    expect(wordsIn(grantWindow({ grant, resource, now: NOW }, ALICE))).toContain('Shown 2 of 10 times: PGPASSWORD');
  });

  test('offers no Show values when it was shown often enough, or Slack shows none of it', () => {
    const spent = aGrant({ reveals: { count: 10, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    const hidden = aResource('db-prod', { DATABASE_URL: 'never', PGPASSWORD: 'terminal' });
    const labels = [
      grantWindow({ grant: spent, resource, now: NOW }, ALICE),
      grantWindow({ grant: aGrant(), resource: hidden, now: NOW }, ALICE),
    ];
    expect(labels.map((window) => buttonsIn(window).map(({ label }) => label))).toEqual([['Give back'], ['Give back']]);
  });

  test('names the variables that Slack does not show', () => {
    const hidden = aResource('db-prod', { PGPASSWORD: 'never' });
    const words = wordsIn(grantWindow({ grant: aGrant(), resource: hidden, now: NOW }, ALICE));
    expect(words).toContain('DATABASE_URL and PGPASSWORD (PGPASSWORD not shown in Slack)');
  });

  test("is told on the reader's own clock, and has no buttons for somebody else", () => {
    const window = grantWindow({ grant: aGrant(), resource, now: NOW }, BOB);
    expect(wordsIn(window)).toContain('🔓 db-prod until Sun 22 Nov 01:00 (their shift ends)\n');
    expect(buttonsIn(window)).toEqual([]);
  });

  test('is a direct message that rings with the same words, and whose buttons carry the card', () => {
    const message = grantDirectMessage(
      '019aa0c0-0000-7000-8000-00000000000c',
      { grant: aGrant(), resource, now: NOW },
      'Europe/Berlin',
    );
    expect(message.text).toBe('🔓 db-prod until 07:00 (your shift ends)');
    expect(message.blocks.find(({ type }) => type === 'actions')?.block_id).toBe('card:019aa0c0-0000-7000-8000-00000000000c');
    expect(buttonsIn(message).map(({ action, value }) => [action, value])).toEqual([
      ['show_values', aGrant().id],
      ['give_back', aGrant().id],
    ]);
  });

  test('is a card in the audit channel that names the account and offers Revoke only', () => {
    const message = grantChannelCard('c', { grant: aGrant(), resource, now: NOW }, 'Europe/Berlin');
    expect(message.text).toBe('Alice: 🔓 db-prod until 07:00 (their shift ends)');
    expect(wordsIn(message)).toContain('(their shift ends) · Alice\nDATABASE_URL and PGPASSWORD · No value shown yet\n[Revoke]');
    expect(wordsIn(message)).toContain('Account: @U01ALICE · Times: Europe/Berlin');
    expect(buttonsIn(message).map(({ action }) => action)).toEqual(['revoke']);
  });

  test('is revoked only after a second question, which says who would lose what', () => {
    const ask = (grant: Grant) => {
      const { blocks } = grantChannelCard('c', { grant, resource, now: NOW }, 'Europe/Berlin');
      return (blocks.find(({ type }) => type === 'actions') as types.ActionsBlock).elements[0];
    };
    expect(ask(aGrant())).toMatchObject({
      style: 'danger',
      confirm: {
        title: { type: 'plain_text', text: 'Revoke db-prod?' },
        text: { type: 'plain_text', text: 'Alice holds db-prod until 07:00. It ends at once.' },
        confirm: { text: 'Revoke' },
        deny: { text: 'Keep' },
        style: 'danger',
      },
    });
    const read = aGrant({ reveals: { count: 1, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    expect(JSON.stringify(ask(read))).toContain('It ends at once. What was seen works until it is rotated.');
  });
});

describe('a grant that ended', () => {
  const surfaces = (grant = aGrantGivenBack(), now = at('2026-11-22T03:02:00Z')) => [
    grantWindow({ grant, resource, now }, ALICE),
    grantDirectMessage('c', { grant, resource, now }, 'Europe/Berlin'),
    grantChannelCard('c', { grant, resource, now }, 'Europe/Berlin'),
  ];

  test('without a read is locked', () => {
    const [window, message, card] = surfaces().map(wordsIn);
    for (const hers of [window, message]) {
      expect(hers).toMatch(/^🔒 db-prod\nLocked\. No value was shown\.\nGiven back by you at 04:02\n/);
    }
    expect(card).toMatch(/^🔒 db-prod · Alice\nLocked\. No value was shown\.\nGiven back by Alice at 04:02\n/);
  });

  test('after a read says what still works, to its holder without her name', () => {
    const grant = aGrantGivenBack({ reveals: { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    const [window, message, card] = surfaces(grant);
    for (const hers of [window!, message!]) {
      expect(wordsIn(hers)).toContain('\nClosed. You saw PGPASSWORD (2×). It works until it is rotated.\n');
      expect(JSON.stringify(hers)).not.toContain('Alice');
    }
    expect(wordsIn(card!)).toContain('\nClosed. Alice saw PGPASSWORD (2×). It works until it is rotated.\n');
  });

  test('is told to whoever else may see it by name', () => {
    const grant = aGrantGivenBack({ reveals: { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] } });
    const words = wordsIn(grantWindow({ grant, resource, now: at('2026-11-22T03:02:00Z') }, BOB));
    expect(words).toContain('Closed. Alice saw PGPASSWORD (2×).');
    expect(words).toContain('Given back by Alice at 22:02\n');
  });

  test('after a read of several speaks of them', () => {
    const grant = aGrantGivenBack({
      reveals: { count: 1, variables: ['DATABASE_URL', 'PGPASSWORD'], exposed: ['DATABASE_URL', 'PGPASSWORD'] },
    });
    expect(wordsIn(surfaces(grant)[0]!)).toContain(
      'Closed. You saw DATABASE_URL and PGPASSWORD (1×). They work until they are rotated.',
    );
  });

  test('has no buttons anywhere', () => {
    for (const surface of surfaces()) expect(buttonsIn(surface)).toEqual([]);
  });

  test('by time is shown as ended from its last second on, though no job has written it down', () => {
    const [window] = surfaces(aGrant(), at('2026-11-22T06:00:00Z'));
    expect(wordsIn(window!)).toContain('🔒 db-prod\nLocked. No value was shown.\nYour shift ended at 07:00\n');
    expect(buttonsIn(window!)).toEqual([]);
  });

  test.each([
    ['expired', 'Its time was up at 04:00', 'Its time was up at 04:00'],
    ['shift-ended', 'Your shift ended at 04:00', "Alice's shift ended at 04:00"],
    ['incident-resolved', 'Ended at 04:00, after INC-42 was over', 'Ended at 04:00, after INC-42 was over'],
    ['revoked', 'Revoked by Bob at 04:02', 'Revoked by Bob at 04:02'],
  ] as const)('because of %s says so: at its end, not when a job noticed, but for what a person did', (cause, hers, others) => {
    const ended = { at: at('2026-11-22T03:02:00Z'), cause, by: { personId: 'p', name: 'Bob' } };
    const [window, , card] = surfaces(aGrantGivenBack({ ended, endsAt: at('2026-11-22T03:00:00Z') }));
    expect(wordsIn(window!)).toContain(`\n${hers}\n`);
    expect(wordsIn(card!)).toContain(`\n${others}\n`);
  });

  test('on another day is told with its date', () => {
    const [window] = surfaces(aGrantGivenBack(), at('2026-11-24T03:02:00Z'));
    expect(wordsIn(window!)).toContain('\nGiven back by you on Sun 22 Nov, 04:02\n');
  });
});

test('after the wipe the window says so above the grant', () => {
  const lines = wordsIn(wipedWindow(aGrant(), NOW, 'Europe/Berlin')).split('\n');
  expect(lines.slice(0, 2)).toEqual(['Values wiped.', '🔓 db-prod until 07:00 (your shift ends)']);
});

test('asking for what one holds already says that nothing changed, and offers longer where it can be had', () => {
  const window = (grant: Grant) => wordsIn(grantWindow({ grant, resource, now: NOW }, ALICE, 'already-open'));
  expect(window(aGrant())).toMatch(/^You had this already\. Nothing changed\.\n🔓/);
  const short = aGrant({ endsBecause: 'asked', endsAt: at('2026-11-22T02:47:00Z') });
  expect(window(short)).toMatch(/^You had this already\. Nothing changed\. Extend gives you longer\.\n🔓/);
});
