/** A policy of Alice, Bob, Carol and Dave that lists the files of `rotations/`. */
export const WITH_ROTATIONS = `version: 1
rotations: [rotations/*.yml]
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
people:
  alice: { slack: U01ALICE }
  bob: { slack: U02BOB }
  carol: { slack: U03CAROL }
  dave: { slack: U04DAVE }
resources:
  db-prod:
    rules: [{ name: anyone, when: anyone }]
    variables: { PGPASSWORD: { sealed: db-prod/password } }
`;

/** A file with all that one may hold. */
export const WEEK = `timezone: Europe/Berlin
rotations:
  - id: week
    anchor: "2026-01-05T09:00"
    every: { weeks: 1 }
    members: [[alice], [bob], [carol, dave], []]
    active: [{ days: [mo, fr], from: "09:00", to: "17:00" }]
    until: "2030-12-31T09:00"
  - id: day
    anchor: "2026-01-05T09:00"
    every: { days: 1 }
    members: [[carol]]
overrides:
  - { replace: alice, with: bob, from: "2026-03-06T09:00", to: "2026-03-07T09:00" }
`;

/** The files of a policy with that file of rotations. */
export function withRotations(week: string): Record<string, string> {
  return { 'nightlatch.yml': WITH_ROTATIONS, 'rotations/week.yml': week };
}
