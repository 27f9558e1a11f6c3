import type { PageState, PersonOfPage } from '../../page-api.ts';
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
  const { conversations } = state;
  const [holder, other, owner] = castOf(state);
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
  return [
    ...alone(cast, (text) => as(holder?.id, text)),
    {
      name: 'refused',
      title: 'Be refused',
      says: `${cast.two} is off call. The same command says no, and what would help:`,
      ...as(other?.id, '/unlock db-prod'),
    },
    {
      name: 'approve',
      title: 'Ask two others',
      says: `${cast.two} denies it in #access-approvals. Send it again: once ${cast.two} and ${cast.three} approve, ${cast.one}’s window turns by itself.`,
      ...as(holder?.id, '/unlock ledger-db because the export hangs'),
    },
    ...anIncident(cast),
    ...withoutPagerDuty(cast, (text) => as(BY_FILE.id, text)),
    {
      name: 'record',
      title: 'Read the record',
      says: 'Who held what, until when, and every read:',
      ...as(holder?.id, '/grants history 7d'),
    },
  ];
}

type Cast = Record<'one' | 'two' | 'three' | 'channel', string>;
type Asking = (text: string) => Pick<Step, 'set'>;

// Whose week it is by the demo's rotation file.
const BY_FILE = { id: 'U01ALICE', name: 'Alice' };

// Goes by whose shift it is: a shift that is handed over in the middle of the story changes no part in it.
function castOf({ world, people }: PageState): (PersonOfPage | undefined)[] {
  const [schedule] = world.schedules;
  const holder = people.find(({ id }) => id === schedule?.holder);
  const other = people.find(({ id, part }) => id !== holder?.id && /^(on|off) call$/.test(part));
  return [holder, other, people.find(({ part }) => part.startsWith('owner'))];
}

function alone({ one, channel }: Cast, asHolder: Asking): Step[] {
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

function anIncident({ one, two, three }: Cast): Step[] {
  return [
    {
      name: 'incident',
      title: 'Open an incident',
      says: `Open another, in The world, and go to its channel: Nightlatch is there already. As ${one} press Unlock db-prod on its panel.`,
    },
    {
      name: 'hand over',
      title: 'Hand the shift over',
      says: `Hand db-primary over to ${two}, and press +1 min until ${one}’s db-prod ends: what is read twice is believed. ${two} is offered it in a direct message. Nobody planned that ${two} is on call, so ${three} has to agree.`,
    },
    {
      name: 'resolve',
      title: 'Resolve the incident',
      says: 'Then press +5 min four times: 15 min after the resolve everything of it is locked. Its panel says so, with the access record in the thread.',
    },
  ];
}

function withoutPagerDuty({ three }: Cast, asByFile: Asking): Step[] {
  return [
    {
      name: 'by file',
      title: 'Go on without PagerDuty',
      says: `Let PagerDuty hang. The rotation file says that it is ${BY_FILE.name}’s week, which opens db-replica. Which incidents are open it can’t say, so db-prod needs a yes.`,
      ...asByFile('/unlock db-replica'),
    },
    {
      name: 'break glass',
      title: 'Break glass',
      says: `No file stands in for who has the status page. ${BY_FILE.name} gets in all the same, and ${three} marks it reviewed in #audit-access.`,
      ...asByFile('/unlock status-page break-glass because customers must know'),
    },
  ];
}
