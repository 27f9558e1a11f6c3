import type { SourceUsers } from '../../../ports/source-users.ts';
import type { PagerDutyClient } from './client.ts';
import { userPage } from './responses.ts';
import { userById } from './things.ts';

/** PagerDuty's users. Its search is by part of a name or address, so that only an equal address counts. */
export function pagerDutyUsers(client: PagerDutyClient): SourceUsers {
  return {
    async userByEmail(email) {
      const found = await client.check().all('/users', userPage, { query: email });
      const [user, ...others] = found.filter((one) => folded(one.email) === folded(email));
      if (!user) return 'none';
      return others.length > 0 || user.invitation_sent ? 'unclear' : { id: user.id, name: user.name };
    },

    async emailOf(id) {
      return (await userById(client.check(), id))?.email;
    },
  };
}

function folded(email: string): string {
  return email.trim().toLowerCase();
}
