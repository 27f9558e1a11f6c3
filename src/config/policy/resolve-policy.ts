import type { Policy } from '../../domain/policy.ts';
import type { Catalog } from './catalog.ts';
import type { Findings } from './findings.ts';
import { deepFrozen } from './frozen.ts';
import { resolveDigest } from './resolve-digest.ts';
import { resolveGroups, resolvePeople, resolveRoles } from './resolve-people.ts';
import { checkRuleSets, resolveResources } from './resolve-resources.ts';
import { resolveRotations } from './resolve-rotations.ts';
import { checkSettled, grantOf } from './resolve-rule.ts';
import { resolveTargets } from './resolve-targets.ts';
import type { Defaults } from './rule-context.ts';
import { expectZone } from './time-zone.ts';

/** The policy with every name and default filled in. It must not be used when `findings` holds a mistake. */
export function resolvePolicy(catalog: Catalog, hash: string, findings: Findings): Policy {
  const defaults = defaultsOf(catalog, findings);
  checkRuleSets(catalog, defaults, findings);
  const [roles, rotations] = [resolveRoles(catalog, findings), resolveRotations(catalog, findings)];
  return deepFrozen({
    hash,
    slack: { ...catalog.main.slack, incidentChannels: catalog.main.slack.incidentChannels ?? [] },
    digest: resolveDigest(catalog, findings),
    timezone: timezoneOf(catalog, findings),
    people: resolvePeople(catalog, findings),
    groups: resolveGroups(catalog, findings),
    targets: resolveTargets(catalog, rotations, findings),
    rotations,
    roles,
    resources: resolveResources({ catalog, defaults, owners: roles.owners }, findings),
  });
}

function defaultsOf(catalog: Catalog, findings: Findings): Defaults {
  const written = catalog.main.defaults;
  checkSettled(written?.settled, { source: catalog.mainSource, path: ['defaults', 'settled'] }, findings);
  const grant = { default: Temporal.Duration.from({ minutes: 30 }), atMost: Temporal.Duration.from({ hours: 1 }) };
  return {
    grant: grantOf(written?.grant, grant, { source: catalog.mainSource, path: ['defaults', 'grant'] }, findings),
    showFor: written?.showFor ?? Temporal.Duration.from({ seconds: 60 }),
    maxReveals: written?.maxReveals ?? 10,
    graceAfterResolve: written?.graceAfterResolve ?? Temporal.Duration.from({ minutes: 15 }),
    settled: written?.settled ?? Temporal.Duration.from({ minutes: 15 }),
    approve: {
      count: written?.approve?.count ?? 1,
      within: written?.approve?.within ?? Temporal.Duration.from({ minutes: 15 }),
    },
  };
}

function timezoneOf(catalog: Catalog, findings: Findings): string {
  const timezone = catalog.main.defaults?.timezone ?? 'UTC';
  expectZone({ source: catalog.mainSource, path: ['defaults', 'timezone'] }, timezone, findings);
  return timezone;
}
