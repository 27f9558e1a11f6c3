import type { Arguments } from '../arguments.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../refusal.ts';
import type { UserGroup } from '../workspace.ts';

function isListed(args: Arguments): (group: UserGroup) => boolean {
  const all = args.flag('include_disabled');
  return ({ disabledAt }) => all || disabledAt === 0;
}

export const userGroupMethods: Record<string, Method> = {
  'usergroups.list': {
    scopes: ['usergroups:read'],
    perMinute: 20,
    run: (args, { workspace }) => ({
      usergroups: [...workspace.groups.values()].filter(isListed(args)).map(({ id, handle, name, users, disabledAt }) => ({
        id,
        team_id: workspace.teamId,
        is_usergroup: true,
        handle,
        name,
        description: '',
        date_delete: disabledAt,
        user_count: users.length,
        ...(args.flag('include_users') ? { users } : {}),
      })),
    }),
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    perMinute: 20,
    run(args, { workspace }) {
      const group = workspace.groups.get(args.required('usergroup'));
      if (group === undefined) throw new SlackRefusal('no_such_subteam');
      return { users: [...group.users] };
    },
  },
};
