import type { Member } from '../../src/domain/person.ts';

/** Alice as Slack knows her: a full member in Berlin. */
export function aMember(given: Partial<Member> = {}): Member {
  return {
    slackId: 'U01ALICE',
    displayName: 'Alice',
    standing: 'full',
    email: 'alice@example.com',
    timezone: 'Europe/Berlin',
    ...given,
  };
}

export const BOB = aMember({ slackId: 'U02BOB', displayName: 'Bob', email: 'bob@example.com' });
export const CAROL = aMember({ slackId: 'U03CAROL', displayName: 'Carol', email: 'carol@example.com' });
