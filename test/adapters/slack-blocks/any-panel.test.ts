import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessRecordMessage } from '../../../src/adapters/slack/blocks/access-record-message.ts';
import { grantPublicCard } from '../../../src/adapters/slack/blocks/grant-public-card.ts';
import { panelMessage } from '../../../src/adapters/slack/blocks/panel-message.ts';
import { fromPagerDuty } from '../../builders/a-shift.ts';
import { aGrant, aResource, NOW } from './a-grant.ts';
import { aKnownIncident, anAccessRecord, aPanel, BOB_ON_CALL } from './a-panel.ts';
import { anyText, HOSTILE } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { objectsIn } from './words-in.ts';

const BERLIN = 'Europe/Berlin';

/** Everything an incident channel says, of such words. */
function messagesOf(words: string) {
  const incident = aKnownIncident({ title: words, urgency: words, service: { id: 'PSVC123', name: words } });
  const grant = aGrant({ reason: words, holder: { ...aGrant().holder, name: words } });
  const user = { ...BOB_ON_CALL.user, name: words };
  const said = fromPagerDuty({ known: true, value: [{ ...BOB_ON_CALL, user }] });
  const panel = aPanel({ incident, grants: Array.from({ length: 10 }, () => grant), isCut: true });
  return [
    panelMessage({ panel: { ...panel, onCall: [{ target: words, said }] }, now: NOW }, BERLIN),
    panelMessage({ panel: { ...panel, resources: [] }, now: NOW }, BERLIN),
    accessRecordMessage({ record: anAccessRecord({ grants: Array.from({ length: 40 }, () => grant) }), now: NOW }, BERLIN),
    grantPublicCard({ grant, resource: aResource(), now: NOW }, BERLIN),
  ];
}

test('whatever an incident, a person or a reason is called, Slack takes it', () => {
  fc.assert(
    fc.property(anyText, (words) => {
      for (const message of messagesOf(words)) expect(brokenLimits(message)).toEqual([]);
    }),
  );
});

test.each(HOSTILE)('words that one %s with stay words', (_how, words) => {
  for (const message of messagesOf(words)) {
    expect(message.text).not.toMatch(/<[!@#]|<https/);
    const types = objectsIn(message.blocks).map(({ type }) => type);
    for (const type of ['mrkdwn', 'user', 'link', 'broadcast', 'usergroup']) expect(types).not.toContain(type);
  }
});
