import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import { aNight, type Night, type NightOptions } from './a-night.ts';

/** Where approvers are asked. */
export const APPROVALS = 'access-approvals';
/** Where every grant has its card. */
export const AUDIT = 'audit-access';
/** Where people type, of which nobody is bound to anything. */
export const CHANNEL = 'inc-42-checkout-latency';

/** A night without an incident: db-prod needs somebody's yes. */
export async function aQuietNight(options: NightOptions = {}): Promise<Night> {
  const night = await aNight(options);
  night.resolveIncident(42);
  return night;
}

/** Alice types that, and the approvers' card is there. */
export async function aliceAsks(night: Night, words = 'db-prod because replica lag'): Promise<SeenMessage> {
  const directly = nextMessage(night, () => night.alice.directMessages());
  const inChannel = nextMessage(night, () => night.sandbox.channel(APPROVALS).messages());
  await night.alice.types(CHANNEL, `/unlock ${words}`);
  await night.alice.windowSays(/Asked (Bob|Carol)/);
  await directly(/Asked (Bob|Carol)/);
  return inChannel(/Alice wants/);
}

/** What finds, now or as soon as it is there, a message that says so and isn't there yet: what was asked before may say it still. */
export function nextMessage(night: Night, look: () => SeenMessage[]): (wanted: RegExp) => Promise<SeenMessage> {
  const before = new Set(look().map(({ ts }) => ts));
  return (wanted) =>
    night.sandbox.slack.changes.until(
      () => look().find(({ ts, text }) => !before.has(ts) && wanted.test(text)),
      () =>
        `no new message says ${wanted}; there are:\n${look()
          .map(({ text }) => text)
          .join('\n---\n')}`,
    );
}

/** A person's no, with a reason unless it is left out. */
export async function denies(night: Night, who: string, reason?: string): Promise<void> {
  const person = night.sandbox.as(who);
  await person.clicksIn(APPROVALS, 'Deny');
  await person.windowSays(/Why not/);
  if (reason !== undefined) await person.fills({ deny_reason: reason });
  await person.submits();
}

/** What the buttons say. */
export function buttonsOf({ buttons }: Pick<SeenMessage, 'buttons'>): string[] {
  return buttons.map(({ text }) => text);
}

// Of the night's beginning, and of outages, which are noted beside what asks.
const APART = new Set(['policy-in-force', 'secret-set', 'source-down', 'source-up']);

/** The kinds of the log's entries that say what people did and what came of it, oldest first. */
export async function kindsOf(night: Night): Promise<string[]> {
  return (await night.audited()).map(({ kind }) => kind).filter((kind) => !APART.has(kind));
}
