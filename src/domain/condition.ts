import type { FaultKind } from './evidence.ts';
import type { GroupName, TargetName, VariableName } from './names.ts';
import type { AnsweredBy } from './provider.ts';

/** A condition of a rule, found true, false or unknown, always with what made it so. */
export type Finding = { truth: 'true' } | { truth: 'false'; because: Shortfall } | { truth: 'unknown'; because: Unanswered };

/** Why a condition is false. */
export type Shortfall =
  | {
      kind: 'not-on-call';
      targets: readonly TargetName[];
      onCall: readonly { name: string; until?: Temporal.Instant }[];
      /** Absent: PagerDuty alone. */
      by?: readonly AnsweredBy[];
    }
  | { kind: 'not-linked'; provider: 'PagerDuty' }
  | { kind: 'no-open-incident' }
  | { kind: 'several-open-incidents'; open: readonly { number: number; title: string }[] }
  | { kind: 'incident-too-old'; number: number; maxAge: Temporal.Duration }
  | { kind: 'incident-opened-by-caller'; number: number }
  | { kind: 'not-a-member'; groups: readonly GroupName[] }
  | { kind: 'variable-not-given'; variable: VariableName };

/** Which source kept a condition from being known, and how. `about` completes "so I can't tell whether …". */
export interface Unanswered {
  source: string;
  fault: FaultKind;
  about: 'on-call' | 'incident' | 'membership' | 'approvers';
}
