/** What a finding is about, in the order in which they are told. */
export const AREAS = ['environment', 'slack', 'pagerduty', 'clock', 'database', 'key', 'policy', 'people', 'bot'] as const;
export type Area = (typeof AREAS)[number];

/**
 * ok: as it must be. note: nothing is wrong, but it is worth knowing. warning: works, and somebody should look at it. failure: something can't work.
 * unknown: it couldn't be looked at.
 */
export type Outcome = 'ok' | 'note' | 'warning' | 'failure' | 'unknown';

/** One thing that was looked at: how it is, and where it isn't well, how to mend it. Neither holds a secret. */
export interface Finding {
  area: Area;
  outcome: Outcome;
  says: string;
  mend?: string;
}

/** As it must be. */
export function ok(area: Area, says: string): Finding {
  return { area, outcome: 'ok', says };
}

/** Nothing is wrong. */
export function note(area: Area, says: string, mend?: string): Finding {
  return { area, outcome: 'note', says, ...(mend !== undefined && { mend }) };
}

/** Works, and somebody should look at it. */
export function warning(area: Area, says: string, mend: string): Finding {
  return { area, outcome: 'warning', says, mend };
}

/** Something can't work. */
export function failure(area: Area, says: string, mend: string): Finding {
  return { area, outcome: 'failure', says, mend };
}

/** It couldn't be looked at. */
export function unknown(area: Area, says: string, mend: string): Finding {
  return { area, outcome: 'unknown', says, mend };
}

/** The whole in one line. `exitCode`: 0 fine (warnings allowed), 1 something must be mended, 2 something couldn't be looked at. */
export interface Verdict {
  says: string;
  exitCode: 0 | 1 | 2;
}

/** What all findings come to. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const count = (outcome: Outcome) => findings.filter((finding) => finding.outcome === outcome).length;
  const [failures, unknowns, warnings] = [count('failure'), count('unknown'), count('warning')];
  const parts = [
    failures > 0 && `${failures} to mend`,
    unknowns > 0 && `${unknowns} couldn't be looked at`,
    warnings > 0 && `${warnings} worth a look`,
  ].filter((part) => part !== false);
  const says = parts.length === 0 ? 'All is well.' : `${parts.join(', ')}.`;
  return { says, exitCode: failures > 0 ? 1 : unknowns > 0 ? 2 : 0 };
}
