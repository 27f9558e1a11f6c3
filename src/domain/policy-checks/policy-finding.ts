import type { PersonName, ResourceName, RuleName, TargetName } from '../names.ts';

/** A mistake keeps a policy from being put in force; a warning is most likely not meant; a note is worth knowing. */
export type Severity = 'mistake' | 'warning' | 'note';

/** Something that a policy says which is wrong, or likely to be. */
export interface PolicyFinding {
  severity: Severity;
  place: FindingPlace;
  /** What is wrong, as it goes on after the place: "is never reached: …". */
  message: string;
  /** What to do about it, a sentence of its own. */
  mend?: string;
}

/** What it is about; `key` is where the policy file says it. */
export type FindingPlace =
  | { about: 'rule'; resource: ResourceName; rule: RuleName; key?: 'approve' | 'review' | 'grant' | 'variables' | 'settled' }
  | { about: 'resource'; resource: ResourceName; key?: 'rules' | 'variables' }
  | { about: 'target'; target: TargetName; key?: 'fallback' }
  | { about: 'person'; person: PersonName }
  | { about: 'owners' };

/** A rule's name as messages quote it. */
export function quoted({ name }: { name: string }): string {
  return `“${name}”`;
}
