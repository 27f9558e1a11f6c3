import { describe, expect, test } from 'vitest';
import { accessRecordMessage } from '../../../src/adapters/slack/blocks/access-record-message.ts';
import { grantPublicCard } from '../../../src/adapters/slack/blocks/grant-public-card.ts';
import { panelMessage } from '../../../src/adapters/slack/blocks/panel-message.ts';
import type { AccessRecord } from '../../../src/domain/access-record.ts';
import type { Panel } from '../../../src/domain/panel.ts';
import { aRule } from '../../builders/a-policy.ts';
import { fromPagerDuty } from '../../builders/a-shift.ts';
import { anIncident } from '../../builders/an-incident.ts';
import { aGrant, aGrantGivenBack, aResource, NOW } from './a-grant.ts';
import { aKnownIncident, anAccessRecord, aPanel, BOB_ON_CALL } from './a-panel.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, linesOf, visibleTexts } from './words-in.ts';

const BERLIN = 'Europe/Berlin';
const panel = (differing: Partial<Panel> = {}) => panelMessage({ panel: aPanel(differing), now: NOW }, BERLIN);
const record = (differing: Partial<AccessRecord> = {}) =>
  accessRecordMessage({ record: anAccessRecord(differing), now: NOW }, BERLIN);
const resources = (count: number) => Array.from({ length: count }, (_, index) => aResource(`db-${index}`));

describe('a panel', () => {
  test('says the incident, who is on call until when, what can be unlocked and what is open', () => {
    expect(linesOf(panel())).toEqual([
      'INC-42 · Replica lag on db-primary',
      '🔴 Triggered at 03:02 · high urgency · Checkout',
      'On call for db-primary: Alice until 07:00',
      '[Unlock db-prod][Unlock db-replica]',
      'Open now',
      '🔓 db-prod until 07:00 · Alice',
      'Times: Europe/Berlin',
    ]);
    expect(panel().text).toBe('INC-42 · Replica lag on db-primary: 🔴 Triggered at 03:02 · high urgency · Checkout');
  });

  test('has a button for ten resources, each with a name of its own, and says how many more there are', () => {
    const message = panel({ resources: resources(13) });
    const buttons = buttonsIn(message);
    expect(buttons.map(({ value }) => value)).toEqual(resources(10).map(({ name }) => name));
    expect(new Set(buttons.map(({ action }) => action)).size).toBe(10);
    expect(linesOf(message)).toContain('3 more by /unlock and a name.');
    expect(brokenLimits(message)).toEqual([]);
  });

  test('says that nothing of the policy is for its service, and that nothing is open', () => {
    const lines = linesOf(panel({ resources: [], onCall: [], grants: [] }));
    expect(lines).toEqual(
      expect.arrayContaining(['No resource of the policy is for incidents of Checkout.', 'Nothing is open.']),
    );
  });

  test('names nobody on call where there is nobody, and not where it can not be told', () => {
    const saying = (said: Panel['onCall'][number]['said']) => linesOf(panel({ onCall: [{ target: 'db-primary', said }] }));
    expect(saying(fromPagerDuty({ known: true, value: [] }))).toContain('Nobody is on call for db-primary.');
    expect(saying(fromPagerDuty({ known: false, source: 'PagerDuty', fault: 'timeout' }))).toContain(
      "PagerDuty didn't answer, so I can't tell who is on call for db-primary.",
    );
  });

  test('says which source answered in place of another', () => {
    const insteadOf = { provider: 'pagerduty', fault: 'timeout' } as const;
    const said = [{ known: true, value: [BOB_ON_CALL], provider: 'rotation', key: 'rotation week', insteadOf } as const];
    expect(linesOf(panel({ onCall: [{ target: 'db-primary', said }] }))).toContain(
      "On call for db-primary: Bob until 07:00 (by the rotation file: PagerDuty didn't answer)",
    );
  });

  test('tells an outage, and the way out where there is one', () => {
    const outages = [{ source: 'PagerDuty', fault: 'timeout', since: NOW }] as const;
    const glass = { ...aResource('db-replica'), rules: [aRule({ breakGlass: true })] };
    const said = "❗ PagerDuty hasn't answered since 03:17.";
    expect(linesOf(panel({ outages, resources: [aResource(), glass] }))).toEqual(
      expect.arrayContaining([said, "What can't be checked is refused. The way out: /unlock db-replica break-glass because …"]),
    );
    const without = linesOf(panel({ outages }));
    expect(without).toContain(said);
    expect(without.join()).not.toContain('break-glass');
  });

  test('offers nothing once the incident is resolved, and lists what still is open', () => {
    const incident = aKnownIncident({ status: 'resolved', resolvedAt: NOW });
    expect(buttonsIn(panel({ incident }))).toEqual([]);
    expect(linesOf(panel({ incident }))).toEqual([
      'INC-42 · Replica lag on db-primary',
      '✅ Resolved at 03:17 · high urgency · Checkout',
      'Open now',
      '🔓 db-prod until 07:00 · Alice',
      'Times: Europe/Berlin',
    ]);
    expect(linesOf(panel({ incident, grants: [] }))).toContain('🔒 Everything is locked.');
  });

  test('of an incident that was merged or deleted offers nothing', () => {
    const message = panel({ incident: aKnownIncident({ status: 'gone' }), grants: [] });
    expect(buttonsIn(message)).toEqual([]);
    expect(linesOf(message)).toContain("PagerDuty doesn't have it any more: it was deleted, or merged into another one.");
  });

  test('of an incident that was reopened offers its buttons and says that nothing came back', () => {
    const message = panel({ isReopened: true, grants: [] });
    expect(linesOf(message)).toContain('It was resolved before. What was open then stays locked: ask again.');
    expect(buttonsIn(message)).toHaveLength(2);
  });

  test('in a channel that is shared names neither incident nor people', () => {
    const message = panel({ channel: { ...aPanel().channel, sharedAt: NOW } });
    expect(linesOf(message)).toEqual([
      'This channel is shared with another workspace. Nothing can be unlocked from it, and what was unlocked from it has ended.',
    ]);
    expect(JSON.stringify(message)).not.toMatch(/INC-42|Replica|Alice|db-prod/);
  });

  test('without an incident asks which it is', () => {
    const { incident: _, ...unbound } = aPanel({ choices: { known: true, value: [anIncident()] } });
    const message = panelMessage({ panel: unbound, now: NOW }, BERLIN);
    expect(linesOf(message)[0]).toBe('Which incident is this channel about?');
    expect(visibleTexts(message)).toContain('INC-42 · Replica lag');
  });
});

describe('the access record', () => {
  test('says who had what, when and why, and how often values were shown', () => {
    expect(linesOf(record())).toEqual([
      '🔒 Access record of INC-42',
      '2 grants to 2 people, values shown 2 times.',
      'Alice · db-prod · 03:17 to 04:02 · no value shown “replica lag”Bob · db-prod · 03:17 to 04:02 · values shown 2 times',
      'Times: Europe/Berlin',
    ]);
  });

  test('names no variable', () => {
    expect(JSON.stringify(record())).not.toContain('PGPASSWORD');
  });

  test('says what still is open, that glass was broken, and who agreed', () => {
    const approvedBy = [{ personId: 'b', name: 'Bob' }];
    expect(visibleTexts(record({ grants: [aGrant({ breakGlass: true, approvedBy })] }))).toContain(
      'Alice · db-prod · from 03:17, open until 07:00 · no value shown · 🚨 by break glass · Approved by Bob',
    );
  });

  test('of an incident in which nothing was unlocked says so', () => {
    expect(linesOf(record({ grants: [] }))).toEqual([
      '🔒 Access record of INC-42',
      'Nothing was unlocked.',
      'Times: Europe/Berlin',
    ]);
  });

  test('is cut where it is long, and says how much is left out', () => {
    const grants = Array.from({ length: 33 }, (_, n) => aGrantGivenBack({ id: `g${n}`, reason: 'x'.repeat(500) }));
    const message = record({ grants });
    expect(visibleTexts(message).match(/db-prod/g)).toHaveLength(20);
    expect(linesOf(message)).toContain('And 13 later ones: /grants all history 7d');
    expect(visibleTexts(record({ grants, isCut: true }))).toContain('And 13 or more later ones');
    expect(brokenLimits(message)).toEqual([]);
  });

  test('mentions nobody, whatever the reason says', () => {
    const message = record({ grants: [aGrantGivenBack({ reason: 'lag · slack:U02BOB, <@U02BOB> <!channel>' })] });
    expect(JSON.stringify(message.blocks)).not.toContain('"user_id"');
    expect(message.text).not.toContain('<!channel>');
  });
});

describe('a grant’s card in its incident’s channel', () => {
  const card = (grant = aGrant()) => grantPublicCard({ grant, resource: aResource(), now: NOW }, BERLIN);

  test('says who has what until when, and neither why, nor variables, nor evidence, and has no button', () => {
    expect(linesOf(card())).toEqual(['🔓 db-prod until 07:00 (their shift ends) · Alice', 'Times: Europe/Berlin']);
    expect(JSON.stringify(card())).not.toMatch(/replica lag|PGPASSWORD|db-primary/);
    expect(buttonsIn(card())).toEqual([]);
  });

  test('says how it ended, and how often values were shown', () => {
    const reveals = { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] };
    expect(linesOf(card(aGrantGivenBack({ reveals })))).toEqual([
      '🔒 db-prod · Alice',
      'Given back by Alice at 04:02, values shown 2 times.',
      'Times: Europe/Berlin',
    ]);
  });

  test('says that glass was broken', () => {
    expect(linesOf(card(aGrant({ breakGlass: true })))[0]).toBe('🚨 By break glass');
  });
});
