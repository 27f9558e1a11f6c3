import type { JsonObject } from '../../json.ts';
import type { Resident } from '../../people.ts';
import type { Method } from '../method.ts';
import { paged } from '../paged.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';

/** The user as Slack spells it; the mail address only for a token that may read it. */
export function userObject(person: Resident, workspace: Workspace): JsonObject {
  const zone = workspace.clock.now().toZonedDateTimeISO(person.timezone);
  const email = workspace.scopes.has('users:read.email') && !person.bot ? { email: person.email } : {};
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.handle,
    deleted: person.deleted,
    real_name: person.name,
    ...(person.deleted ? {} : { tz: person.timezone, tz_label: person.timezone, tz_offset: zone.offsetNanoseconds / 1e9 }),
    profile: {
      real_name: person.name,
      real_name_normalized: person.name,
      display_name: person.handle,
      display_name_normalized: person.handle,
      ...email,
      team: person.teamId,
    },
    is_admin: person.admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest,
    is_ultra_restricted: false,
    is_bot: person.bot,
    is_app_user: false,
    ...(person.stranger ? { is_stranger: true } : {}),
    updated: 1_700_000_000,
  };
}

export const userMethods: Record<string, Method> = {
  'users.info': {
    scopes: ['users:read'],
    perMinute: 100,
    run(args, { workspace }) {
      const person = workspace.people.get(args.required('user'));
      if (person === undefined) throw new SlackRefusal('user_not_found');
      return { user: userObject(person, workspace) };
    },
  },
  'users.list': {
    scopes: ['users:read'],
    perMinute: 20,
    run: (args, { workspace }) =>
      paged(
        'members',
        [...workspace.people.values()].filter(({ stranger }) => !stranger).map((person) => userObject(person, workspace)),
        args,
      ),
  },
  'users.lookupByEmail': {
    scopes: ['users:read.email'],
    perMinute: 50,
    run(args, { workspace }) {
      const email = args.required('email').toLowerCase();
      const person = [...workspace.people.values()].find(
        (one) => !one.deleted && !one.bot && !one.stranger && one.email.toLowerCase() === email,
      );
      if (person === undefined) throw new SlackRefusal('users_not_found');
      return { user: userObject(person, workspace) };
    },
  },
};
