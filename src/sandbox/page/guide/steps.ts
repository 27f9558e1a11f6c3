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
export function stepsIn(state: PageState): Step[] {
  const { world, conversations, people } = state;
  const [holder, other, owner] = ['on call', 'off call', 'owner'].map((part) => people.find((one) => one.part === part));
  const channel = conversations.find(({ name }) => name.startsWith('inc-'));
  const conversation = channel?.id ?? conversations[0]?.id ?? '';
  const as = (id: string | undefined, text: string): Pick<Step, 'set'> =>
    id === undefined ? {} : { set: { as: id, conversation, text } };
  const cast = {
    one: holder?.name ?? 'the one on call',
    two: other?.name ?? 'somebody else',
    three: owner?.name ?? 'an owner',
    channel: `#${channel?.name ?? 'the incident channel'}`,
  };
  const incident = world.incidents.find(({ status }) => status !== 'resolved') ?? world.incidents[0];
  return [
    ...alone(cast, (text) => as(holder?.id, text)),
    {
      name: 'refused',
      title: 'Be refused',
      says: `${cast.two} is off call. The same command says no, and what would help:`,
      ...as(other?.id, '/unlock db-prod'),
    },
    ...together(cast, (text) => as(holder?.id, text)),
    {
      name: 'resolve',
      title: 'Resolve the incident',
      says: `PagerDuty up again, unlock once more as ${cast.one}. Then resolve ${incident ? `INC-${incident.number}` : 'the incident'} and press +5 min four times: the grant ends by itself, 15 min after the resolve.`,
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

type Cast = Record<'one' | 'two' | 'three' | 'channel', string>;

function alone({ one, channel }: Cast, asHolder: (text: string) => Pick<Step, 'set'>): Step[] {
  return [
    {
      name: 'unlock',
      title: 'Unlock, and see it wiped',
      says: `${one} is on call. In ${channel} send this, and press Show values. The window wipes itself; move the clock if you won’t wait.`,
      ...asHolder('/unlock db-prod'),
    },
    {
      name: 'extend',
      title: 'Take longer',
      says: 'Press Extend: it is decided anew. If the window is closed, the same buttons are in the direct message.',
    },
    {
      name: 'give back',
      title: 'Give it back, and rotate',
      says: 'Press Give back. What was read works on; once it is changed at the source, press Mark rotated.',
    },
  ];
}

function together({ one, two, three }: Cast, asHolder: (text: string) => Pick<Step, 'set'>): Step[] {
  return [
    {
      name: 'approve',
      title: 'Ask two others',
      says: `${two} denies it in #access-approvals. Send it again: once ${two} and ${three} approve, ${one}’s window turns by itself.`,
      ...asHolder('/unlock ledger-db because the export hangs'),
    },
    {
      name: 'break glass',
      title: 'Break glass',
      says: `Let PagerDuty hang, in The world. ${one} gets in all the same, and ${three} marks it reviewed in #audit-access.`,
      ...asHolder('/unlock status-page break-glass because customers must know'),
    },
  ];
}
