import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endingMessage } from '../../../src/adapters/slack/blocks/ending-message.ts';
import { noteMessage } from '../../../src/adapters/slack/blocks/note-message.ts';
import { offerMessage } from '../../../src/adapters/slack/blocks/offer-message.ts';
import type { Grant } from '../../../src/domain/grant.ts';
import { aGrant, aResource, NOW } from './a-grant.ts';
import { anyText } from './any-text.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, objectsIn, wordsIn } from './words-in.ts';

const ENDS = aGrant().endsAt;
const ended = (differing: Partial<Grant> = {}) =>
  aGrant({ state: 'ended', ended: { at: ENDS.add({ seconds: 1 }), cause: 'shift-ended' }, ...differing });
const offer = (grant = ended()) => offerMessage({ grant, resource: aResource(), now: ENDS.add({ minutes: 1 }) }, 'Europe/Berlin');

describe('an offer to whoever comes on call', () => {
  test('says who had what open for which incident, and that nothing is open yet', () => {
    const message = offer();
    expect(message.text).toBe('🔑 Alice had db-prod open for INC-42.');
    expect(wordsIn(message)).toBe(
      [
        ...['🔑 Alice had db-prod open for INC-42.', 'Replica lag on db-primary'],
        "Alice's shift ended at 07:00. You're on call now. Nothing is open for you yet.",
        '[Unlock db-prod]',
      ].join('\n'),
    );
  });

  test('its button asks for the same in the same incident, as /unlock does', () => {
    expect(objectsIn(offer()).filter(({ type }) => type === 'button')).toMatchObject([
      { action_id: 'unlock', value: JSON.stringify({ words: 'db-prod in INC-42' }) },
    ]);
  });

  test('tells neither the reason nor what was read', () => {
    const said = wordsIn(
      offer(ended({ reason: 'looking for a leak', reveals: { count: 2, variables: ['PGPASSWORD'], exposed: [] } })),
    );
    expect(said).not.toContain('leak');
    expect(said).not.toContain('PGPASSWORD');
  });

  test('whatever things are called, Slack takes it', () => {
    fc.assert(
      fc.property(anyText, (words) => {
        const grant = ended({
          holder: { ...aGrant().holder, name: words },
          incident: { id: 'Q', number: 42, title: words },
        });
        expect(brokenLimits(offer(grant))).toEqual([]);
      }),
    );
  });
});

describe('the holder', () => {
  test('is told five minutes before that the shift is why', () => {
    const content = { grant: aGrant(), resource: aResource(), now: ENDS.subtract({ minutes: 4 }) };
    const message = endingMessage('019aa0c0-0000-7000-8000-00000000000c', content, 'Europe/Berlin');
    expect(message.text).toBe('⏳ db-prod ends at 07:00, in 4 min: your shift ends.');
  });

  test('is told at the end', () => {
    const message = noteMessage({ kind: 'grant-shift-ended', resource: 'db-prod', at: NOW.toString() }, 'Europe/Berlin');
    expect(wordsIn(message)).toBe('db-prod ended at 03:17: your shift ended.\nNothing of it is shown any more.');
    expect(buttonsIn(message)).toEqual([]);
  });
});
