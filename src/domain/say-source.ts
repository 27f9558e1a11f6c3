import type { FaultKind } from './evidence.ts';
import { type AnsweredBy, providerLabel } from './provider.ts';

/** `PagerDuty didn't answer`. */
export function saySilence(source: string, fault: FaultKind): string {
  return `${source} ${FAULTS[fault]}`;
}

const FAULTS = {
  timeout: "didn't answer",
  network: "didn't answer",
  server: "didn't answer",
  'rate-limited': 'takes no more questions right now',
  auth: "didn't accept my token",
  'bad-body': "gave an answer that I can't read",
  shape: "gave an answer that I can't read",
  'not-there': "doesn't have what the policy names",
  'not-asked': "wasn't asked",
} as const satisfies Record<FaultKind, string>;

/** Who answered, by the names that people know. */
export interface Answerer {
  provider: string;
  insteadOf?: { provider: string; fault: FaultKind };
}

/** The same by its label. */
export function answererOf({ provider, insteadOf }: AnsweredBy): Answerer {
  const instead = insteadOf && { provider: providerLabel(insteadOf), fault: insteadOf.fault };
  return { provider: providerLabel({ provider }), ...(instead && { insteadOf: instead }) };
}

/** `by the rotation file`, `by the rotation file: PagerDuty didn't answer`; undefined for PagerDuty by itself, which goes without saying. */
export function sayBy({ provider, insteadOf }: Answerer): string | undefined {
  if (insteadOf) return `by ${sayInstead(provider, insteadOf)}: ${saySilence(insteadOf.provider, insteadOf.fault)}`;
  return provider === PAGERDUTY ? undefined : `by ${provider}`;
}

/** `PagerDuty didn't answer, so this is by the rotation file.`; undefined where nobody answered in another's place. */
export function sayFallback(answered: readonly AnsweredBy[]): string | undefined {
  const one = answered.map(answererOf).find(({ insteadOf }) => insteadOf);
  if (!one?.insteadOf) return undefined;
  const { provider, insteadOf } = one;
  return `${saySilence(insteadOf.provider, insteadOf.fault)}, so this is by ${sayInstead(provider, insteadOf)}.`;
}

const PAGERDUTY = providerLabel({ provider: 'pagerduty' });

function sayInstead(provider: string, insteadOf: { provider: string }): string {
  return provider === insteadOf.provider ? 'the fallback there' : provider;
}
