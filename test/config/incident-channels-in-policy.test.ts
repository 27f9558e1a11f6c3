import { describe, expect, it } from 'vitest';
import { mistakesIn, policyOf } from './policy-folder.ts';

/** A policy whose incident channels are written so. */
const withChannels = (written: string) => ({
  'nightlatch.yml': `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR${written} }
roles: { owners: [alice] }
people: { alice: { slack: U01ALICE } }
`,
});

const found = async (patterns: string) => (await mistakesIn(withChannels(`, incidentChannels: ${patterns}`))).join();

describe('the channels of incidents', () => {
  it('are none unless written', async () => {
    expect((await policyOf(withChannels(''))).policy.slack.incidentChannels).toEqual([]);
  });

  it('are told by their names', async () => {
    const written = withChannels(', incidentChannels: ["inc-*", p1-*-db, störung_*]');
    expect((await policyOf(written)).policy.slack.incidentChannels).toEqual(['inc-*', 'p1-*-db', 'störung_*']);
  });

  it.each(['"#inc-*"', 'Inc-*', '"*"', '"***"', '"inc *"', '"a*b*c*d*e"', '""'])('%s is no pattern of names', async (pattern) => {
    expect(await found(`[${pattern}]`)).toContain('is not a pattern of channel names such as inc-*');
  });

  it.each(['[]', 'inc-*', '{}'])('%s is no list', async (patterns) => {
    expect(await found(patterns)).toContain('slack.incidentChannels');
  });
});
