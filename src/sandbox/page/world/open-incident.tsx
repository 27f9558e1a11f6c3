import { type FormEvent, type ReactNode, useState } from 'react';
import type { PageCalls, PageState } from '../../page-api.ts';

type Opened = Extract<PageCalls['incident'], { open: unknown }>['open'];

const aMonitor = '';

/** Opens a further incident: a monitor does, unless a person is chosen, for whom it then doesn't count. */
export function OpenIncident({ state, open }: { state: PageState; open: (incident: Opened) => Promise<void> }): ReactNode {
  const { services, schedules } = state.world;
  const [title, setTitle] = useState('');
  const [service, setService] = useState(services[0]?.id ?? '');
  const [by, setBy] = useState(aMonitor);
  const people = new Map(schedules.flatMap(({ candidates }) => candidates.map(({ userId, name }) => [userId, name])));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const opened = { title: title.trim() === '' ? 'Something is slow' : title.trim(), service };
    void open(by === aMonitor ? opened : { ...opened, by }).then(() => setTitle(''));
  };
  return (
    <details className="open-incident">
      <summary data-testid="incident-open-form">Open another</summary>
      <form onSubmit={submit}>
        <input
          className="field"
          aria-label="Incident title"
          placeholder="Something is slow"
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        <Choice label="Service" value={service} choose={setService} of={services.map(({ id, name }) => [id, name])} />
        <Choice
          label="Opened by"
          value={by}
          choose={setBy}
          of={[[aMonitor, 'by a monitor'], ...[...people].map(([id, name]): [string, string] => [id, `by ${name}`])]}
        />
        {by !== aMonitor && <p className="lever-note">It won’t open anything for {people.get(by)}, who opened it.</p>}
        <button type="submit" className="button button-plain" data-testid="incident-open">
          Open
        </button>
      </form>
    </details>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  choose: (value: string) => void;
  of: [value: string, name: string][];
}

function Choice({ label, value, choose, of }: ChoiceProps): ReactNode {
  return (
    <select className="field select" aria-label={label} value={value} onChange={({ target }) => choose(target.value)}>
      {of.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  );
}
