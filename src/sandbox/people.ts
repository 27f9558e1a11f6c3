/** Who lives in the sandbox, in Slack and in PagerDuty. */
export interface Resident {
  id: string;
  handle: string;
  name: string;
  part: string;
  timezone: string;
  email: string;
  teamId: string;
  deleted: boolean;
  guest: boolean;
  stranger: boolean;
  admin: boolean;
  bot: boolean;
  pagerDutyId?: string;
}

export const teamId = 'T0123ABCD';
const otherTeamId = 'T0OTHER';
export const appId = 'A0NIGHTLATCH';
export const botUserId = 'U0NIGHTBOT';
export const botId = 'B0NIGHTBOT';

function aResident(handle: string, id: string, part: string, more: Partial<Resident> = {}): Resident {
  const name = handle.charAt(0).toUpperCase() + handle.slice(1);
  return {
    id,
    handle,
    name,
    part,
    timezone: 'Europe/Berlin',
    email: `${handle}@example.com`,
    teamId,
    deleted: false,
    guest: false,
    stranger: false,
    admin: false,
    bot: false,
    ...more,
  };
}

export function residents(): Resident[] {
  return [
    aResident('alice', 'U01ALICE', 'on call', { pagerDutyId: 'PALICE1' }),
    aResident('bob', 'U02BOB', 'off call', { timezone: 'America/New_York', pagerDutyId: 'PBOB002' }),
    aResident('carol', 'U03CAROL', 'owner', { admin: true, pagerDutyId: 'PCAROL3' }),
    aResident('dave', 'U04DAVE', 'guest', { guest: true }),
    aResident('erin', 'U05ERIN', 'deactivated', { deleted: true }),
    aResident('frank', 'U06FRANK', 'connected workspace', { stranger: true, teamId: otherTeamId, email: 'frank@example.org' }),
    aResident('gina', 'U07GINA', 'colleague', {}),
    aResident('heidi', 'U08HEIDI', 'second owner', { pagerDutyId: 'PHEIDI4' }),
    aResident('nightlatch', botUserId, 'bot', { bot: true, email: '' }),
  ];
}

interface SeededChannel {
  id: string;
  name: string;
  topic: string;
  private?: boolean;
  shared?: boolean;
  members: string[];
}

export function channels(): SeededChannel[] {
  return [
    {
      id: 'C0INC42',
      name: 'inc-42-checkout-latency',
      topic: 'INC-42: checkout latency above 2 s',
      members: ['U01ALICE', 'U02BOB', 'U03CAROL', 'U04DAVE', 'U05ERIN', 'U07GINA', 'U08HEIDI', botUserId],
    },
    {
      id: 'C0AUDIT',
      name: 'audit-access',
      topic: 'Who held what, and why',
      private: true,
      members: ['U01ALICE', 'U02BOB', 'U03CAROL', 'U08HEIDI', botUserId],
    },
    {
      id: 'C0APPR',
      name: 'access-approvals',
      topic: 'Requests that need a second person',
      private: true,
      members: ['U01ALICE', 'U02BOB', 'U03CAROL', 'U08HEIDI', botUserId],
    },
    {
      id: 'C0SHARED',
      name: 'partners',
      topic: 'With our partners',
      shared: true,
      members: ['U01ALICE', 'U02BOB', 'U06FRANK', botUserId],
    },
    { id: 'C0GENERAL', name: 'general', topic: 'Everybody', members: ['U01ALICE', 'U02BOB', 'U03CAROL', 'U05ERIN', 'U07GINA'] },
  ];
}

export function userGroups(): { id: string; handle: string; name: string; users: string[] }[] {
  return [{ id: 'S0LEADS', handle: 'dba-leads', name: 'Database leads', users: ['U02BOB', 'U03CAROL'] }];
}
