import type { PersonName } from '../../../../domain/names.ts';
import { digestMistakeWindow, digestRefusedWindow, digestWindow } from '../../blocks/digest-windows.ts';
import type { Window } from '../../blocks/kit.ts';
import { lookingUpWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';

/** `/nightlatch digest [since]`: a window at once, then what happened since. Whether the person was told. */
export async function answerDigest(needs: ListenerNeeds, command: IncomingCommand, since: string): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(command, windowIdOf('nightlatch', command.key)), lookingUpWindow());
  return conclude(needs, placeIn(turned, command), { doing: 'look' }, () => findDigest(needs, command, since));
}

async function findDigest(needs: ListenerNeeds, { user }: IncomingCommand, words: string): Promise<Window> {
  const found = await needs.verbs.digestOnDemand({ slackId: user, words });
  switch (found.outcome) {
    case 'digest':
      return digestWindow(found.told, found.latest);
    case 'not-understood':
      return digestMistakeWindow(found.text);
    default:
      return digestRefusedWindow(found.outcome, whoReadsDigests(needs), await readerFor(needs, user));
  }
}

/** Owners and auditors by the policy, each once. */
export function whoReadsDigests({ policy }: Pick<ListenerNeeds, 'policy'>): PersonName[] {
  const { owners = [], auditors = [] } = policy.current()?.roles ?? {};
  return [...new Set([...owners, ...auditors])];
}
