import type { ReactNode } from 'react';
import type { PersonOfPage, Standing } from '../../page-api.ts';
import { Avatar } from '../shell/avatar.tsx';
import { call } from '../shell/calls.ts';
import type { LeverProps } from './lever-props.ts';

type Settable = Exclude<Standing, 'elsewhere'>;

const standings: [Settable, string][] = [
  ['member', 'Member'],
  ['guest', 'Guest'],
  ['deactivated', 'Deactivated'],
];

/** What Slack holds each person for: they leave, come back, or are made guests. */
export function PeopleLever({ state, report }: LeverProps): ReactNode {
  const set = async (user: string, standing: Settable): Promise<void> => report(await call('person', { user, standing }));
  const ours = state.people.filter(({ standing }) => standing !== 'elsewhere');
  return (
    <section className="lever" aria-labelledby="lever-people">
      <h3 id="lever-people">People in Slack</h3>
      <ul className="people">
        {ours.map((person) => (
          <PersonLine key={person.id} person={person} set={set} />
        ))}
      </ul>
    </section>
  );
}

interface PersonLineProps {
  person: PersonOfPage;
  set: (user: string, standing: Settable) => Promise<void>;
}

function PersonLine({ person: { id, name, standing }, set }: PersonLineProps): ReactNode {
  return (
    <li className="person" data-testid="person" data-person={id}>
      <Avatar id={id} name={name} small />
      <span className="person-name">{name}</span>
      <select
        className="field select"
        aria-label={`${name} in Slack`}
        data-testid="person-standing"
        value={standing}
        onChange={({ target }) => void set(id, target.value as Settable)}
      >
        {standings.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </li>
  );
}
