import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colleagueWindow } from '../../../src/adapters/slack/blocks/colleague-windows.ts';
import {
  digestMistakeWindow,
  digestRefusedWindow,
  digestReviewedWindow,
  digestWindow,
} from '../../../src/adapters/slack/blocks/digest-windows.ts';
import { endRefusedWindow } from '../../../src/adapters/slack/blocks/end-refused-window.ts';
import { endingMessage } from '../../../src/adapters/slack/blocks/ending-message.ts';
import { grantChannelCard, grantDirectMessage } from '../../../src/adapters/slack/blocks/grant-cards.ts';
import { grantWindow, wipedWindow } from '../../../src/adapters/slack/blocks/grant-window.ts';
import { grantsWindow } from '../../../src/adapters/slack/blocks/grants-window.ts';
import { helpWindow } from '../../../src/adapters/slack/blocks/help-windows.ts';
import { homeView } from '../../../src/adapters/slack/blocks/home-view.ts';
import type { Home, Message, Window } from '../../../src/adapters/slack/blocks/kit.ts';
import { markRefusedWindow } from '../../../src/adapters/slack/blocks/mark-refused-window.ts';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import { refusalWindow } from '../../../src/adapters/slack/blocks/refusal-window.ts';
import { revealRefusedWindow } from '../../../src/adapters/slack/blocks/reveal-refused-window.ts';
import { reviewCard } from '../../../src/adapters/slack/blocks/review-card.ts';
import { secretWindow } from '../../../src/adapters/slack/blocks/secret-window.ts';
import { troubleWindow } from '../../../src/adapters/slack/blocks/trouble-window.ts';
import {
  checkingWindow,
  listingWindow,
  loadingSecretWindow,
  openingFormWindow,
} from '../../../src/adapters/slack/blocks/waiting-windows.ts';
import { windowAsMessage } from '../../../src/adapters/slack/blocks/window-as-message.ts';
import type { Grant } from '../../../src/domain/grant.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { aBusyDigest, aDigest } from '../../builders/a-digest.ts';
import { aPendingRequest } from '../../builders/a-pending-request.ts';
import { aRule } from '../../builders/a-policy.ts';
import { ALICE, aGrant, aResource, BERLIN, NOW } from './a-grant.ts';
import { anyText, HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { objectsIn, visibleTexts } from './words-in.ts';

const CARD = '019aa0c0-0000-7000-8000-00000000000c';
const VIEWER = { holder: true, details: true, revoke: true };

/** Everything that tells of these grants and words, but for the secret view. */
function surfacesOf(grants: readonly Grant[], words: string, now = NOW): (Message | Window | Home)[] {
  const reader = { ...BERLIN, now };
  const again = { words, channel: 'C1' };
  const form = { resource: 'db-prod', variables: [words], time: words, incident: words, reason: words, breakGlass: true };
  const list = {
    outcome: 'list',
    question: { whose: 'all' },
    page: 1,
    more: true,
    hidden: false,
    unlockable: [aResource()],
    outages: [],
    reader,
  } as const;
  const one = grants[0] ?? aGrant();
  const content = { grant: one, resource: aResource(), now };
  const shortfalls = [1, 2].map((n) => ({
    rule: `${words}${n}`,
    because: { kind: 'not-on-call', targets: [words], onCall: [{ name: words }, { name: words }] } as const,
  }));
  const unanswered = { source: words, fault: 'timeout', about: 'on-call' } as const;
  const asked = aPendingRequest({ requester: one.holder, asked: { ...aPendingRequest().asked, reason: words } });
  const glass = { ...aResource(), rules: [aRule({ breakGlass: true })] };
  const entries = grants.map((grant) => ({ grant, standing: VIEWER }));
  const windows = [
    checkingWindow({ words }),
    checkingWindow({ form }),
    openingFormWindow(),
    listingWindow(words),
    loadingSecretWindow(one.resource),
    helpWindow([aResource(one.resource)], reader),
    troubleWindow('database', again),
    troubleWindow('database', { form }),
    refusalWindow({ code: 'reason-required', resource: one.resource }, reader, { form, channel: 'C1' }),
    refusalWindow({ code: 'not-allowed', resource: one.resource, shortfalls }, reader, again),
    refusalWindow({ code: 'cannot-tell', resource: one.resource, unanswered }, reader, again),
    refusalWindow({ code: 'unknown-resource', word: words, nearest: [words] }, reader, again),
    refusalWindow({ code: 'not-understood', mistakes: [{ kind: 'bad-time', word: words }] }, reader, again),
    grantWindow(content, ALICE, 'already-open'),
    wipedWindow(one, now, 'Europe/Berlin'),
    grantsWindow({ ...list, entries: grants.map((grant) => ({ grant, standing: VIEWER })) }, words),
    grantsWindow({ ...list, entries: grants.map((grant) => ({ grant, standing: { ...VIEWER, holder: false } })) }, words),
    revealRefusedWindow({ code: 'ended', grant: one }, reader),
    revealRefusedWindow({ code: 'not-shown-in-slack', grant: one }, reader),
    endRefusedWindow('not-found', reader),
    refusalWindow({ code: 'not-allowed', resource: 'db-prod', shortfalls }, reader, again, { resource: glass }),
    refusalWindow({ code: 'cannot-tell', resource: 'db-prod', unanswered }, reader, { form }, { resource: glass }),
    colleagueWindow({ outcome: 'asked', names: [words, words] }, one.resource, reader, '{}'),
    colleagueWindow({ outcome: 'nobody', unreachable: [words] }, one.resource, reader, '{}'),
    colleagueWindow({ outcome: 'cannot-tell', unanswered }, one.resource, reader, '{}'),
    markRefusedWindow('rotate', 'not-found', reader),
    digestWindow(aBusyDigest(), aDigest()),
    digestReviewedWindow(aBusyDigest({}, { reviewed: { at: now, by: { personId: 'c', name: words } } }), true),
    digestMistakeWindow(words),
    digestRefusedWindow('not-owner-or-auditor', [words, words], reader),
    grantsWindow({ ...list, question: { whose: 'all', exposed: true }, entries }, words),
  ];
  return [
    ...windows,
    ...windows.map(windowAsMessage),
    grantDirectMessage(CARD, content, 'Europe/Berlin'),
    grantChannelCard(CARD, content, 'Europe/Berlin'),
    noteMessage({ kind: 'many-resources', person: words, slackId: 'U01ALICE', count: 6 }, 'Europe/Berlin'),
    noteMessage(
      {
        kind: 'colleague-asked',
        person: words,
        slackId: 'U01ALICE',
        resource: 'db-prod',
        reason: words,
        channel: 'C1',
      },
      'Europe/Berlin',
    ),
    noteMessage({ kind: 'grant-revoked', resource: 'db-prod', by: words, at: now.toString() }, 'Europe/Berlin'),
    noteMessage(
      { kind: 'glass-broken', person: words, slackId: 'U01ALICE', resource: 'db-prod', reason: words, approval: true },
      'Europe/Berlin',
    ),
    noteMessage({ kind: 'request-answered', resource: 'db-prod', outcome: 'denied', by: words, text: words }, 'Europe/Berlin'),
    endingMessage(CARD, content, 'Europe/Berlin'),
    reviewCard(CARD, content, 'Europe/Berlin', () => undefined),
    homeView({ home: { unlockable: [glass], grants, waiting: [asked], toApprove: [asked] }, now }, 'Europe/Berlin', () => glass),
  ];
}

const anyInstant = fc.integer({ min: -40_000, max: 40_000 }).map((minutes) => NOW.add({ minutes }));

const anyGrant: fc.Arbitrary<Grant> = fc
  .record({
    id: fc.uuid(),
    resource: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
    variables: fc.array(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,60}$/), { minLength: 1, maxLength: 40 }),
    name: anyText,
    rule: anyText,
    reason: anyText,
    title: anyText,
    state: fc.constantFrom('active' as const, 'ended' as const),
    cause: fc.constantFrom('expired', 'shift-ended', 'incident-resolved', 'revoked', 'given-back', 'person-left'),
    endsBecause: fc.constantFrom('asked', 'at-most', 'approver', 'shift', 'incident'),
    endsAt: anyInstant,
    count: fc.nat({ max: 10 }),
    extensions: fc.nat({ max: 2 }),
    breakGlass: fc.boolean(),
    dueAt: anyInstant,
    isDone: fc.boolean(),
  })
  .map(({ name, title, cause, count, dueAt, isDone, ...fields }) => {
    const grant = aGrant({
      ...fields,
      holder: { ...aGrant().holder, name },
      approvedBy: [{ personId: 'p', name }],
      review: { by: Array(20).fill(name), dueAt, ...(isDone ? { done: { at: dueAt, by: { personId: 'p', name } } } : {}) },
      incident: { id: title, number: 42, title },
    } as Partial<Grant>);
    const seen = count > 0 ? fields.variables : [];
    const reveals = { count, variables: seen, exposed: seen };
    const ended = { at: fields.endsAt, cause, by: { personId: 'p', name } } as NonNullable<Grant['ended']>;
    return fields.state === 'ended' ? { ...grant, reveals, ended } : { ...grant, reveals };
  });

test('every message and window keeps within the limits, whatever the grants and the words are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyGrant, { maxLength: 10, selector: ({ id }) => id }), anyText, (grants, words) => {
      for (const surface of surfacesOf(grants, words)) expect(brokenLimits(surface)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

describe('what a person wrote', () => {
  test.each(HOSTILE)('stays words when it %s', (_, text) => {
    const grant = aGrant({ reason: text, holder: { ...aGrant().holder, name: text }, rule: text });
    for (const surface of surfacesOf([grant], text)) {
      expect(brokenLimits(surface)).toEqual([]);
      // Whatever a person wrote stands in plain or rich text only, where Slack reads no markup.
      expect(objectsIn(surface).filter(({ type }) => type === 'mrkdwn')).toEqual([]);
      expect(objectsIn(surface).filter(({ emoji }) => emoji === true)).toEqual([]);
      expect(objectsIn(surface).filter(({ type }) => type === 'link' || type === 'broadcast')).toEqual([]);
      if ('text' in surface) expect(surface.text).not.toMatch(/[<>]/);
      expect(visibleTexts(surface)).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069]/);
      expect(visibleTexts(surface).isWellFormed()).toBe(true);
    }
  });

  test('stands as a quotation, alone, so that it is not taken for the words of Nightlatch', () => {
    const grant = aGrant({ reason: 'lag\nApproved by Bob · 2 of 2' });
    for (const surface of [grantDirectMessage(CARD, { grant, resource: aResource(), now: NOW }, 'Europe/Berlin')]) {
      const where = surface.blocks.filter((block) => JSON.stringify(block).includes('Approved by'));
      expect(where).toEqual([
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: 'INC-42 · lag Approved by Bob · 2 of 2' }] }],
        },
      ]);
    }
  });

  test('leaves the top of the first screen alone, however long it is', () => {
    const grant = aGrant({ reason: 'x '.repeat(5000), rule: 'y'.repeat(5000) });
    const { blocks } = grantWindow({ grant, resource: aResource(), now: NOW }, ALICE);
    expect(blocks.slice(0, 3).map(({ type }) => type)).toEqual(['header', 'rich_text', 'actions']);
  });
});

describe('a secret', () => {
  const value = new Secret('canary-7Qm2-nightlatch-do-not-use');

  test('is in the secret view and in nothing else, though it is carried along', () => {
    const carrying = { ...aGrant(), value, reveals: { count: 1, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'], value } };
    for (const surface of surfacesOf([carrying], 'db-prod')) expect(JSON.stringify(surface)).not.toContain('canary');
    const view = {
      resource: 'db-prod',
      values: [{ name: 'PGPASSWORD', value }],
      elsewhere: [],
      left: 1,
      wipesAt: NOW,
      endsAt: NOW,
      reader: BERLIN,
    };
    expect(JSON.stringify(secretWindow(view))).toContain('canary');
  });
});
