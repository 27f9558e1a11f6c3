import type { PageState } from '../../page-api.ts';
import type { StepName } from './steps-done.ts';

/** One step of the story; `set` is what "Set it up" prepares. */
export interface Step {
  name: StepName;
  title: string;
  says: string;
  set?: { as: string; conversation: string; text: string };
}

/** The story as it goes in this world, with its people and channels. */
export function stepsIn({ people, world, conversations }: PageState): Step[] {
  const holder = people.find(({ part }) => part === 'on call');
  const other = people.find(({ part }) => part === 'off call');
  const channel = conversations.find(({ name }) => name.startsWith('inc-'));
  const conversation = channel?.id ?? conversations[0]?.id ?? '';
  const incident = world.incidents.find(({ status }) => status !== 'resolved') ?? world.incidents[0];
  const incidentName = incident ? `INC-${incident.number}` : 'the incident';
  const one = holder?.name ?? 'the one on call';
  const two = other?.name ?? 'somebody else';
  const as = (id: string | undefined, text: string): Pick<Step, 'set'> =>
    id === undefined ? {} : { set: { as: id, conversation, text } };
  return [
    {
      name: 'unlock',
      title: 'Unlock',
      says: `${one} is on call. In #${channel?.name ?? 'the incident channel'} send:`,
      ...as(holder?.id, '/unlock db-prod'),
    },
    {
      name: 'values',
      title: 'See the values, and see them go',
      says: 'Press Show values. The window wipes itself; move the clock if you won’t wait.',
    },
    {
      name: 'give back',
      title: 'Give it back',
      says: 'Press Give back. If the window is closed already, the grant’s card is in the direct messages.',
    },
    {
      name: 'refused',
      title: 'Be refused',
      says: `${two} is off call. The same command says no, and why:`,
      ...as(other?.id, '/unlock db-prod'),
    },
    {
      name: 'resolve',
      title: 'Resolve the incident',
      says: `Unlock once more as ${one}. Then resolve ${incidentName} in The world and move the clock on: the grant ends by itself.`,
      ...as(holder?.id, '/unlock db-prod'),
    },
    {
      name: 'record',
      title: 'Read the record',
      says: 'Who held what, until when, and every read:',
      ...as(holder?.id, '/grants history 7d'),
    },
  ];
}
