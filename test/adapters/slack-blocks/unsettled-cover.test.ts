import { describe, expect, test } from 'vitest';
import { grantWindow } from '../../../src/adapters/slack/blocks/grant-window.ts';
import { grantsWindow } from '../../../src/adapters/slack/blocks/grants-window.ts';
import { refusalWindow } from '../../../src/adapters/slack/blocks/refusal-window.ts';
import { requestCard } from '../../../src/adapters/slack/blocks/request-cards.ts';
import { requestDetailsWindow } from '../../../src/adapters/slack/blocks/request-details-window.ts';
import { requestWindow } from '../../../src/adapters/slack/blocks/request-window.ts';
import type { Unsettled } from '../../../src/domain/evidence.ts';
import { aRule } from '../../builders/a-policy.ts';
import { aGrant, aResource, BERLIN, NOW } from './a-grant.ts';
import { aRequest, aSettled, shown } from './a-request.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, linesOf } from './words-in.ts';

const CHANNEL = { id: '019aa0c0-0000-7000-8000-00000000000c', timezone: 'Europe/Berlin', canAnswer: true };
const READ = { target: 'db-primary', readAt: NOW.subtract({ minutes: 20 }) };
const unsettled = (of: Unsettled = READ) => ({ evidence: { ...aRequest().evidence, unsettled: of } });

describe('cover that was not planned', () => {
  test('is told to approvers above who else is asked', () => {
    const card = requestCard(CHANNEL, shown(aRequest(unsettled())));
    expect(linesOf(card).slice(2, 5)).toEqual([
      'INC-42 · on call for db-primary until 07:00 · 0 of 1 · answer by 03:32',
      "Alice's cover of db-primary is new: it wasn't planned at 02:57.",
      'Asked: @U02BOB (on call), @U03CAROL',
    ]);
    expect(brokenLimits(card)).toEqual([]);
  });

  test('is told to whoever asks in their own words, beside what could not be checked', () => {
    const unchecked = [{ source: 'PagerDuty', fault: 'timeout', about: 'incident' }] as const;
    expect(linesOf(requestWindow(shown(aRequest({ ...unsettled(), unchecked })), 'Europe/Berlin'))).toContain(
      "Your cover of db-primary is new: it wasn't planned at 02:57. Couldn't be checked: which incidents are open (PagerDuty).",
    );
  });

  test('is said of a request that is over, and in its details', () => {
    const sentence = "Alice's cover of db-primary is new: it wasn't planned at 02:57.";
    expect(linesOf(requestCard(CHANNEL, shown(aSettled('expired', {}, unsettled()), 20))).join('\n')).toContain(sentence);
    expect(linesOf(requestDetailsWindow(shown(aRequest(unsettled())), 'Europe/Berlin')).join('\n')).toContain(sentence);
  });

  test('is not said to be new where no plan is known', () => {
    expect(linesOf(requestCard(CHANNEL, shown(aRequest(unsettled({ target: 'db-primary' })))))).toContain(
      "No earlier plan of db-primary is known, so Alice's cover may be new.",
    );
  });

  test('is refused where nobody could agree, with the glass and a reason', () => {
    const resource = { ...aResource(), rules: [aRule(), aRule({ breakGlass: true })] };
    const because = {
      code: 'not-settled',
      resource: 'db-prod',
      unsettled: READ,
      settled: Temporal.Duration.from('PT15M'),
    } as const;
    const window = refusalWindow(because, BERLIN, { words: 'db-prod', channel: 'C0INC42' }, { resource });
    expect(linesOf(window).slice(-3)).toEqual([
      "Your cover of db-primary is new: it wasn't planned at 02:57. So it opens db-prod only with somebody's yes, and the policy names nobody.",
      'Wake an owner: the resource needs approvers.',
      '[Break glass][Why?]',
    ]);
    expect(buttonsIn(window)).toHaveLength(2);
  });
});

test('cover that is longer than planned ends as planned, and the window says so', () => {
  const grant = aGrant();
  const planned = { ...grant, evidence: { ...grant.evidence, plannedEnd: grant.endsAt } };
  const said = linesOf(
    grantWindow(
      { grant: planned, resource: aResource(), now: NOW },
      { slackId: grant.holder.slackId, timezone: 'Europe/Berlin' },
    ),
  ).join('\n');
  expect(said).toContain('🔓 db-prod until 07:00 (your shift ends, as planned before)');
});

test('/grants says which source does not answer, above the list and above none', () => {
  const outage = { source: 'PagerDuty', fault: 'timeout', since: NOW.subtract({ minutes: 15 }) } as const;
  const list = {
    ...({ outcome: 'list', question: { whose: 'all' }, page: 0, more: false, hidden: false } as const),
    ...{ unlockable: [], reader: BERLIN, outages: [outage], entries: [] },
  };
  const line = "⚠ PagerDuty hasn't answered since 03:02. Until it does, nothing opens by it.";
  expect(linesOf(grantsWindow(list, 'all'))).toEqual([line, 'Nobody holds anything right now.']);
  const standing = { holder: true, details: true, revoke: false };
  expect(linesOf(grantsWindow({ ...list, entries: [{ grant: aGrant(), standing }] }, 'all'))[0]).toBe(line);
});
