import type { Grant } from '../../../domain/grant.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayLockdown } from '../../../domain/say-lockdown.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { SecretFault } from '../../../ports/secret-source.ts';
import type { RevealRefusal, RevealRefusalOfGrant } from '../../../use-cases/reveal-values.ts';
import { SHOW_VALUES } from './action-ids.ts';
import { giveBackButton, rotatedButtons } from './grant-buttons.ts';
import type { Block, Button, Window } from './kit.ts';
import { boldLine, button, buttons, line, smallPrint } from './parts.ts';
import { sayAftermath } from './say-exposure.ts';
import { type GrantReader, sayEnding, sayUnlock } from './say-grant.ts';
import { windowOf } from './window.ts';

/** Why no value is shown, and what to do next. Only its holder is told of a grant. */
export function revealRefusedWindow(because: RevealRefusal, reader: Reader): Window {
  if (!('grant' in because)) return windowOf(withoutGrant(because.code, reader));
  const { grant } = because;
  const { text, help, small, next } = withGrant(because, { ...reader, isHolder: true });
  return windowOf([boldLine(text), line(help), ...buttons(`grant:${grant.id}`, next), ...smallPrint(small)], grant.resource);
}

function withoutGrant(code: 'outsider' | 'no-policy' | 'not-found', reader: Reader): Block[] {
  if (code === 'not-found')
    return [boldLine("You don't hold this grant, so no value is shown."), line('/grants lists what you hold.')];
  const { text, help } = sayRefusal({ code }, reader);
  return [boldLine(text), ...(help === undefined ? [] : [line(help)])];
}

interface Told {
  text: string;
  help: string;
  small?: string | undefined;
  next?: Button;
}

function withGrant(because: RevealRefusalOfGrant, reader: GrantReader): Told {
  const { grant } = because;
  switch (because.code) {
    case 'ended': {
      const text = `${grant.resource} has ended. ${sayAftermath(grant, reader)}`;
      const [next] = rotatedButtons(grant);
      return {
        text,
        help: `To ask again: ${sayUnlock(grant)}`,
        small: sayEnding(grant, reader),
        ...(next ? { next } : {}),
      };
    }
    case 'locked-down':
      return { text: sayLockdown(because.lockdown, reader).text, help: 'No value is shown. This grant ends too.' };
    case 'shown-often-enough':
      return {
        text: `Shown ${grant.reveals.count} times, which is the most for one grant.`,
        help: `Give it back, then ask again: ${sayUnlock(grant)}`,
        next: giveBackButton(grant),
      };
    case 'not-shown-in-slack':
      return {
        text: `The policy doesn't let Slack show ${sayList(grant.variables, 'or')}.`,
        help: 'Nothing was read. Whoever looks after the policy can change that.',
        next: giveBackButton(grant),
      };
    case 'wiped-already':
      return {
        text: 'That took too long: the window was wiped before a value was in it.',
        help: 'Nothing was shown. Your grant stays open.',
        next: button('Try again', SHOW_VALUES, grant.id),
      };
    case 'secret-unavailable':
      return unavailable(because.fault, grant);
  }
}

// Only what may mend itself is worth another try; the others wait for a person.
function unavailable(fault: SecretFault, grant: Grant): Told {
  const { text, help } = FAULTS[fault];
  const told = { text: `${text}, so no value is shown.`, help };
  return fault === 'unavailable' ? { ...told, next: button('Try again', SHOW_VALUES, grant.id) } : told;
}

const BY_OPERATOR = 'Tell whoever runs Nightlatch. Your grant stays open.';

const FAULTS: Readonly<Record<SecretFault, { text: string; help: string }>> = {
  'no-key': { text: 'Nightlatch runs without a key', help: BY_OPERATOR },
  'wrong-key': { text: "Nightlatch's key doesn't fit the sealed value", help: BY_OPERATOR },
  missing: { text: 'Nobody has stored the value yet', help: BY_OPERATOR },
  'no-folder': { text: 'Nightlatch was not told where env files lie', help: BY_OPERATOR },
  'readable-by-others': { text: "The value's file on the host is open to others", help: BY_OPERATOR },
  damaged: { text: 'The stored value is damaged', help: BY_OPERATOR },
  unavailable: { text: "The value's store didn't answer", help: 'Try again in a few seconds. Your grant stays open.' },
};
