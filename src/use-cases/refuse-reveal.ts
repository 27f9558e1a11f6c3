import type { SlackUserId } from '../domain/names.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { recordRefusal } from './record-refusal.ts';
import type { RevealNeeds, RevealRefusal } from './reveal-values.ts';

/**
 * The answer to someone who asks for the values of a grant they don't hold, or of none: the same either way, and on record where they are a person
 * here. `asked` is what they named, cut to a line. Throws StoreUnavailable and SourceUnavailable.
 */
export async function refuseReveal(needs: Omit<RevealNeeds, 'secrets'>, by: SlackUserId, asked: string): Promise<RevealRefusal> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, by);
  if (!member) return { code: 'outsider' };
  if (!policy) return { code: 'no-policy' };
  const { person } = await needs.store.transaction((tx) => callerOf(tx, policy, member));
  await recordRefusal(needs, person, { code: 'reveal-not-found', about: { grant: asked.slice(0, 100) } });
  return { code: 'not-found' };
}
