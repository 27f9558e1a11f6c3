import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentWindow } from '../../../src/adapters/slack/blocks/incident-windows.ts';
import { panelMessage } from '../../../src/adapters/slack/blocks/panel-message.ts';
import type { Answer } from '../../../src/domain/evidence.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { Panel } from '../../../src/domain/panel.ts';
import type { IncidentOutcome } from '../../../src/use-cases/bind-by-hand.ts';
import { anIncident } from '../../builders/an-incident.ts';
import { BERLIN, NOW } from './a-grant.ts';
import { aPanel } from './a-panel.ts';
import { anyText } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { linesOf } from './words-in.ts';

const many = (count: number, title = 'Disk full') =>
  Array.from({ length: count }, (_, index) => anIncident({ id: `QINC${index}`, number: index + 1, title }));

/** A panel whose channel isn't bound, with these to choose from. */
function asking(choices: Answer<readonly Incident[]>) {
  const { incident: _, ...unbound } = aPanel({ resources: [], onCall: [], grants: [] });
  const { bound: __, ...channel } = unbound.channel;
  const panel: Panel = { ...unbound, channel, choices };
  return panelMessage({ panel, now: NOW }, 'Europe/Berlin');
}

describe('a panel that isn’t bound', () => {
  test('asks, with what is open to choose from', () => {
    const message = asking({ known: true, value: many(2) });
    expect(linesOf(message)[0]).toBe('Which incident is this channel about?');
    expect(JSON.stringify(message)).toContain('INC-2 · Disk full');
    expect(brokenLimits(message)).toEqual([]);
  });

  test('offers no more than Slack takes', () => {
    const message = asking({ known: true, value: many(150) });
    expect(JSON.stringify(message).match(/"QINC\d+"/g)).toHaveLength(100);
    expect(brokenLimits(message)).toEqual([]);
  });

  test('says that none is open, or that PagerDuty doesn’t answer', () => {
    expect(linesOf(asking({ known: true, value: [] })).join()).toContain('None is open right now');
    const silent = asking({ known: false, source: 'PagerDuty', fault: 'timeout' });
    expect(linesOf(silent).join()).toContain("PagerDuty didn't answer");
  });
});

test('whatever incidents are called and people type, Slack takes what is said', () => {
  fc.assert(
    fc.property(anyText, (words) => {
      const incident = { ...anIncident({ title: words }), readAt: NOW };
      const outcomes: IncidentOutcome[] = [
        { outcome: 'bound', incident, already: false },
        { outcome: 'told', incident, open: many(150, words) },
        { outcome: 'unknown-incident', name: words, open: many(1, words) },
        { outcome: 'not-understood', word: words },
      ];
      for (const outcome of outcomes) expect(brokenLimits(incidentWindow(outcome, BERLIN))).toEqual([]);
      expect(brokenLimits(asking({ known: true, value: many(3, words) }))).toEqual([]);
    }),
  );
});
