import type { SourceUsers } from '../../../ports/source-users.ts';
import type { PagerDutyClient } from './client.ts';
import { userAnswer, userPage } from './responses.ts';

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
      // Anything else would be another path of the API.
      if (!/^[A-Za-z0-9]+$/.test(id)) return undefined;
      const answer = await client.check().one(`/users/${id}`, userAnswer);
      return answer?.user.email;
    },
  };
}

function folded(email: string): string {
  return email.trim().toLowerCase();
}
