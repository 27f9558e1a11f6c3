import { describe, expect, it } from 'vitest';
import { mistakesIn, policyOf } from './policy-folder.ts';

const time = (text: string) => Temporal.PlainTime.from(text);

/** A policy whose line 4 is this. */
const withDigest = (line: string) => ({
  'nightlatch.yml': `version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [alice] }
${line}
people: { alice: { slack: U01ALICE } }
`,
});

describe('the digest', () => {
  it('is posted on Monday at 09:00, with office hours from 08:00 to 18:00 on working days, unless written', async () => {
    const usual = { day: 1, at: time('09:00'), officeHours: { days: [1, 2, 3, 4, 5], from: time('08:00'), to: time('18:00') } };
    expect((await policyOf(withDigest('#'))).policy.digest).toEqual(usual);
    expect((await policyOf(withDigest('digest: {}'))).policy.digest).toEqual(usual);
    expect((await policyOf(withDigest('digest: { officeHours: {} }'))).policy.digest).toEqual(usual);
  });

  it('takes what is written; YAML reads a time without quotes as text', async () => {
    const line =
      'digest: { day: sunday, at: 23:59, officeHours: { days: [saturday, tuesday, saturday], from: "00:00", to: 06:30 } }';
    expect((await policyOf(withDigest(line))).policy.digest).toEqual({
      day: 7,
      at: time('23:59'),
      officeHours: { days: [2, 6], from: time('00:00'), to: time('06:30') },
    });
  });

  it('is frozen', async () => {
    const { digest } = (await policyOf(withDigest('digest: { day: friday }'))).policy;
    expect([digest, digest.officeHours, digest.officeHours.days].map(Object.isFrozen)).toEqual([true, true, true]);
  });

  it.each([
    ['digest: { day: mon }', '4 digest.day: “mon” is not a day of the week such as monday'],
    ['digest: { day: 1 }', '4 digest.day: 1 is not a day of the week such as monday'],
    ['digest: { at: 9 }', '4 digest.at: 9 is not a time of day from 00:00 to 23:59, such as 09:00'],
    ['digest: { at: 9:00 }', '4 digest.at: “9:00” is not a time of day from 00:00 to 23:59, such as 09:00'],
    ['digest: { at: 24:00 }', '4 digest.at: “24:00” is not a time of day from 00:00 to 23:59, such as 09:00'],
    ['digest: { officeHours: { days: [] } }', '4 digest.officeHours.days: an empty list is not a list of days such as monday'],
    [
      'digest: { officeHours: { days: [monday, noday] } }',
      '4 digest.officeHours.days[1]: “noday” is not a day of the week such as monday',
    ],
    ['digest: { officeHours: { to: 08:00 } }', '4 digest.officeHours: end at 08:00, which is not after 08:00, when they begin'],
    [
      'digest: { officeHours: { from: 22:00, to: 06:00 } }',
      '4 digest.officeHours: end at 06:00, which is not after 22:00, when they begin',
    ],
    ['digest: { zone: UTC }', '4 digest.zone: unknown key; allowed here: day, at, officeHours'],
  ])('%s is a mistake', async (line, mistake) => {
    expect(await mistakesIn(withDigest(line))).toEqual([`nightlatch.yml:${mistake}`]);
  });
});
