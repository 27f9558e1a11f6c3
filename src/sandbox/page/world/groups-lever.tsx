import type { ReactNode } from 'react';
import type { GroupLookUp, PersonOfPage, WorldOfPage } from '../../page-api.ts';
import { call } from '../shell/calls.ts';
import type { LeverProps } from './lever-props.ts';

type Group = WorldOfPage['groups'][number];

const lookUps: [GroupLookUp, string][] = [
  ['up', 'Slack says who is in them'],
  ['no-plan', 'Slack: your plan has no user groups'],
  ['rate-limited', 'Slack: too many requests'],
];

/** Who is in each user group, and whether Slack says so. */
export function GroupsLever({ state, report }: LeverProps): ReactNode {
  const { groups, groupLookUp } = state.world;
  const ours = state.people.filter(({ standing }) => standing !== 'elsewhere');
  const set = async (group: string, users: string[]): Promise<void> => report(await call('group', { group, users }));
  const look = async (lookup: GroupLookUp): Promise<void> => report(await call('groups', { lookup }));
  return (
    <section className="lever" aria-labelledby="lever-groups">
      <h3 id="lever-groups">User groups</h3>
      {groups.map((group) => (
        <Members key={group.id} group={group} people={ours} set={(users) => set(group.id, users)} />
      ))}
      <select
        className={`field select group-look-up${groupLookUp === 'up' ? '' : ' group-look-up-bad'}`}
        aria-label="How user groups are looked up"
        data-testid="group-look-up"
        value={groupLookUp}
        onChange={({ target }) => void look(target.value as GroupLookUp)}
      >
        {lookUps.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </section>
  );
}

interface MembersProps {
  group: Group;
  people: PersonOfPage[];
  set: (users: string[]) => Promise<void>;
}

function Members({ group: { id, handle, users }, people, set }: MembersProps): ReactNode {
  const toggle = (user: string): void => {
    void set(users.includes(user) ? users.filter((one) => one !== user) : [...users, user]);
  };
  return (
    <fieldset className="group" data-testid="group" data-group={id}>
      <legend>@{handle}</legend>
      <div className="modes">
        {people.map((person) => (
          <label key={person.id} className="mode">
            <input
              type="checkbox"
              className="unseen"
              data-testid={`member-${person.id}`}
              checked={users.includes(person.id)}
              onChange={() => toggle(person.id)}
            />
            <span>{person.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
