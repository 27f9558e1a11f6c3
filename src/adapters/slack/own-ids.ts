import type { OwnIds } from './incoming.ts';

/** What a delivery says of where it comes from. */
export interface Origin {
  /** Every workspace it names. */
  teams: readonly string[];
  app: string | undefined;
  enterprise?: string | undefined;
  /** Whether it comes by an installation for a whole organisation. */
  orgWide?: boolean | undefined;
}

/** Whether it is about our workspace and app, and nobody else's. */
export function isOwn(own: OwnIds, { teams, app, enterprise, orgWide }: Origin): boolean {
  if (orgWide || teams.some((team) => team !== own.teamId)) return false;
  if (app !== own.appId) return false;
  return enterprise === undefined || enterprise === '' || enterprise === own.enterpriseId;
}
