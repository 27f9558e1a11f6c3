import type { Grant } from '../../src/domain/grant.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Reveal } from '../../src/domain/reveal.ts';
import { beginReveal, type RevealOutcome } from '../../src/use-cases/reveal-values.ts';
import { aQuietNight, type Night, opened } from './a-quiet-night.ts';

/** Begins a reveal of the grant in `window-1`; fails the test where there is none. */
export async function begun(night: Night, grant: Grant, slackId = 'U01ALICE'): Promise<Reveal> {
  const made = await beginReveal(night, { slackId, grantId: grant.id, externalId: 'window-1' });
  if (!made) throw new Error('not begun');
  return made.reveal;
}

/** A night on which Alice holds `db-prod` and has just clicked Show values. */
export async function aNightWithAReveal(policy?: Policy): Promise<{ night: Night; grant: Grant; reveal: Reveal }> {
  const night = await aQuietNight(policy);
  const grant = await opened(night);
  return { night, grant, reveal: await begun(night, grant) };
}

/** `values`, or the code of the refusal. */
export function codeOf(outcome: RevealOutcome): string {
  return outcome.outcome === 'refused' ? outcome.because.code : outcome.outcome;
}

/** The reveal's state now. */
export async function stateOf(night: Night, { id }: Reveal): Promise<string | undefined> {
  return (await night.tx((tx) => tx.reveals.byId(id)))?.state;
}
