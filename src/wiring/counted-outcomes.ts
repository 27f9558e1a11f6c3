import type { Refusal } from '../domain/decision.ts';
import type { Grant } from '../domain/grant.ts';
import type { CountedDecision, Metrics } from '../ports/metrics.ts';
import type { RequestOutcome } from '../use-cases/request-access.ts';
import type { RevealOutcome } from '../use-cases/reveal-values.ts';

type Decided = RequestOutcome | { outcome: 'not-found' };

/** Counts what is said to a request, and how long whoever got a grant at once waited for it. */
export async function countDecision<Outcome extends Decided>(metrics: Metrics, decide: () => Promise<Outcome>): Promise<Outcome> {
  const began = performance.now();
  try {
    const decided = await decide();
    count(metrics, decided, (performance.now() - began) / 1000);
    return decided;
  } catch (error) {
    metrics.decided({ resource: undefined, rule: undefined, outcome: 'refuse', code: 'no-answer' });
    throw error;
  }
}

function count(metrics: Metrics, decided: Decided, seconds: number): void {
  const decision = decisionIn(decided);
  if (!decision) return;
  metrics.decided(decision);
  const { resource, rule } = decision;
  if (decided.outcome === 'granted' && resource !== undefined && rule !== undefined)
    metrics.accessOpened({ resource, rule, seconds });
}

// What was open or asked for already is shown again: nothing is decided.
function decisionIn(decided: Decided): CountedDecision | undefined {
  switch (decided.outcome) {
    case 'granted':
      return decided.alreadyOpen ? undefined : { ...namesOf(decided.grant), outcome: 'allow' };
    case 'extended':
      return { ...namesOf(decided.grant), outcome: 'allow' };
    case 'asked': {
      const { asked, rule } = decided.request;
      return decided.alreadyAsked ? undefined : { resource: asked.resource, rule, outcome: 'ask' };
    }
    case 'refused':
      return { ...refusedOver(decided.because), rule: undefined, outcome: 'refuse' };
    case 'help':
    case 'not-found':
      return undefined;
  }
}

function namesOf({ resource, rule }: Grant): Pick<CountedDecision, 'resource' | 'rule'> {
  return { resource, rule };
}

function refusedOver(because: Refusal): { resource: string | undefined; code: string } {
  return { resource: 'resource' in because ? because.resource : undefined, code: because.code };
}

/** Counts what Show values comes to. */
export async function countReveal(metrics: Metrics, reveal: () => Promise<RevealOutcome>): Promise<RevealOutcome> {
  try {
    const revealed = await reveal();
    if (revealed.outcome === 'values') metrics.revealed({ resource: revealed.grant.resource, outcome: 'values' });
    else {
      const { because } = revealed;
      metrics.revealed({ resource: 'grant' in because ? because.grant.resource : undefined, outcome: because.code });
    }
    return revealed;
  } catch (error) {
    metrics.revealed({ resource: undefined, outcome: 'no-answer' });
    throw error;
  }
}
