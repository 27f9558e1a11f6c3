import type { Method } from '../method.ts';
import { SlackRefusal } from '../refusal.ts';

export const userGroupMethods: Record<string, Method> = {
  'usergroups.list': {
    scopes: ['usergroups:read'],
    perMinute: 20,
    run: (args, { workspace }) => ({
      usergroups: [...workspace.groups.values()].map(({ id, handle, name, users }) => ({
        id,
        team_id: workspace.teamId,
        is_usergroup: true,
        handle,
        name,
        description: '',
        date_delete: 0,
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
