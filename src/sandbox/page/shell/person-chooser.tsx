import type { ReactNode } from 'react';
import type { PersonOfPage } from '../../page-api.ts';
import { drawZone } from '../text/draw-time.ts';
import { Avatar } from './avatar.tsx';

interface PersonChooserProps {
  viewer: PersonOfPage;
  people: PersonOfPage[];
  choose: (id: string) => void;
}

/** Who this pane is; the visible card lies under the browser's own select. */
export function PersonChooser({ viewer, people, choose }: PersonChooserProps): ReactNode {
  return (
    <label className="chooser">
      <Avatar id={viewer.id} name={viewer.name} />
      <span className="chooser-who">
        <span className="chooser-name">{viewer.name}</span>
        <span className="chooser-where">{drawZone(viewer.timezone)} time</span>
      </span>
      <PartMark part={viewer.part} />
      <span className="chooser-arrow" aria-hidden="true" />
      <select
        className="chooser-select"
        data-testid="person-chooser"
        aria-label="You are"
        value={viewer.id}
        onChange={({ target }) => choose(target.value)}
      >
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {`${person.name} · ${person.part}`}
          </option>
        ))}
      </select>
    </label>
  );
}

const tones: Record<string, string> = {
  'on call': 'on',
  owner: 'owner',
  deactivated: 'off',
  guest: 'off',
  'connected workspace': 'off',
};

/** A person's part as a small label. */
export function PartMark({ part }: { part: string }): ReactNode {
  return <span className={`part part-${tones[part] ?? 'plain'}`}>{part}</span>;
}
