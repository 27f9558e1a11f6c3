import type { PersonDriver } from '../driver/person-driver.ts';
import type { SeenMessage } from '../driver/seen.ts';
import type { Sandbox } from '../start-sandbox.ts';

const INCIDENTS = 'C0INC42';
const APPROVALS = 'C0APPR';
const AUDIT = 'C0AUDIT';
const PRIMARY = 'PABC123';

/** Something that people did, some weeks ago. Resolves once the bot has done its part. */
export type Deed = (sandbox: Sandbox) => Promise<void>;

/** An incident in which whoever is on call reads the database's values, and gives them back after that many minutes. */
export function incidentWithin(minutes: number, title: string): Deed {
  return async (sandbox) => {
    const { number } = sandbox.pagerDuty.openIncident(title, 'PSVC123');
    const who = onCall(sandbox);
    // Longer than it is held, or time might take it before it is given back.
    await unlocks(who, `db-prod for ${minutes + 10}m`, /🔓 db-prod until/);
    await showsValues(who);
    await sandbox.clock.advance({ minutes });
    await givesBack(sandbox, who);
    sandbox.pagerDuty.setIncident(number, 'resolved');
  };
}

/** An incident that is resolved before the values are read once more, within the grace. */
export function readAfterResolve(title: string): Deed {
  return async (sandbox) => {
    const { number } = sandbox.pagerDuty.openIncident(title, 'PCHECKOUT');
    const who = onCall(sandbox);
    await unlocks(who, 'db-prod', /🔓 db-prod until/);
    await who.closesWindow();
    await sandbox.clock.advance({ minutes: 10 });
    sandbox.pagerDuty.setIncident(number, 'resolved');
    await sandbox.clock.advance({ minutes: 2 });
    await who.directMessageSays(`(INC-${number} is over)`);
    await who.clicksIn('direct', 'Show values');
    await who.windowSays(/PGPASSWORD/);
    await who.closesWindow();
    await sandbox.clock.advance({ minutes: 20 });
    await ended(sandbox, who);
  };
}

/** Nothing burns: somebody has to agree, and does. */
export function agreedBy(approver: string, reason: string): Deed {
  return async (sandbox) => {
    const who = onCall(sandbox);
    const other = sandbox.as(who.person.handle === approver ? 'carol' : approver);
    await unlocks(who, `db-prod PGPASSWORD because ${reason}`, /Asked /);
    await sandbox.clock.advance({ minutes: 3 });
    await other.clicksIn(APPROVALS, 'Approve');
    await who.windowSays(/🔓 db-prod until/);
    await showsValues(who);
    await sandbox.clock.advance({ minutes: 12 });
    await givesBack(sandbox, who);
  };
}

/** Asked for the ledger, and told no. */
export function deniedBy(approver: string, reason: string, answer: string): Deed {
  return async (sandbox) => {
    const [who, other] = [sandbox.as('alice'), sandbox.as(approver)];
    await unlocks(who, `ledger-db because ${reason}`, /Asked /);
    await sandbox.clock.advance({ minutes: 4 });
    await other.clicksIn(APPROVALS, 'Deny');
    await other.windowSays(/Why not/);
    await other.fills({ deny_reason: answer });
    await other.submits();
    await who.windowSays(/Denied by/);
    await closeAll(who, other);
  };
}

/** Asked for the ledger at an hour at which nobody answers. */
export const unanswered: Deed = async (sandbox) => {
  const who = sandbox.as('alice');
  await unlocks(who, 'ledger-db because month end', /Asked /);
  await sandbox.clock.advance({ minutes: 16 });
  await who.directMessageSays(/Nobody answered/);
  await closeAll(who);
};

/** Somebody who isn't on call asks all the same. */
export function refused(handle: string): Deed {
  return async (sandbox) => {
    const who = sandbox.as(handle);
    await who.types(INCIDENTS, '/unlock db-prod');
    await who.windowSays(/Rules tried/);
    await closeAll(who);
  };
}

/** Opened and never looked at; it ends by itself. */
export const neverRead: Deed = async (sandbox) => {
  const who = onCall(sandbox);
  await unlocks(who, 'db-replica', /🔓 db-replica until/);
  await who.closesWindow();
  await sandbox.clock.advance({ minutes: 31 });
  await ended(sandbox, who);
};

/** The status page, by the emergency path. */
export function glassBroken(reason: string, review: 'reviewed' | 'unreviewed'): Deed {
  return async (sandbox) => {
    const who = offCall(sandbox);
    await unlocks(who, `status-page break-glass because ${reason}`, /🔓 status-page until/);
    await showsValues(who);
    await sandbox.clock.advance({ minutes: 9 });
    if (review === 'reviewed') {
      const card = await sandbox.channel(AUDIT).says(/broke glass for status-page/);
      await sandbox.as('carol').clicksIn(card, 'Mark reviewed');
      await sandbox.channel(AUDIT).says(/broke glass for status-page[\s\S]*Reviewed by Carol/);
    }
    await sandbox.clock.advance({ minutes: 10 });
    await ended(sandbox, who);
  };
}

/** The feature flags, given back after a while, and rotated. */
export const flagsRotated: Deed = async (sandbox) => {
  const who = sandbox.as('bob');
  await unlocks(who, 'feature-flags for 20m', /🔓 feature-flags until/);
  await showsValues(who);
  await sandbox.clock.advance({ minutes: 11 });
  await givesBack(sandbox, who);
  await who.clicksIn('direct', 'Mark rotated');
  await who.directMessageSays(/You marked it rotated/);
};

function onCall({ pagerDuty, clock, as }: Sandbox): PersonDriver {
  const { state } = pagerDuty;
  return as(state.onCallNow(state.schedule(PRIMARY), clock.now())?.user === 'PBOB002' ? 'bob' : 'alice');
}

function offCall(sandbox: Sandbox): PersonDriver {
  return sandbox.as(onCall(sandbox).person.handle === 'bob' ? 'alice' : 'bob');
}

async function unlocks(who: PersonDriver, words: string, says: RegExp): Promise<void> {
  await who.types(INCIDENTS, `/unlock ${words}`);
  await who.windowSays(says);
}

// What was shown is wiped in a window that nobody looks at any more.
async function showsValues(who: PersonDriver): Promise<void> {
  await who.clicks('Show values');
  await who.windowSays(/Wipes itself|wipe/i);
  await who.closesWindow();
}

async function givesBack(sandbox: Sandbox, who: PersonDriver): Promise<void> {
  await who.clicksIn('direct', 'Give back');
  await ended(sandbox, who);
  await closeAll(who);
}

// Nothing of theirs is open any more, and both cards of it say so: none is left to be told of at a later time.
async function ended({ slack, channel }: Sandbox, who: PersonDriver): Promise<void> {
  const has = (button: string) => (message: SeenMessage) => message.buttons.some(({ text }) => text === button);
  const isOpen = () => who.directMessages().some(has('Give back')) || channel(AUDIT).messages().some(has('Revoke'));
  await slack.changes.until(
    () => (isOpen() ? undefined : true),
    () => `${who.person.name} holds something still`,
  );
}

async function closeAll(...people: readonly PersonDriver[]): Promise<void> {
  for (const person of people) while (person.window()) await person.closesWindow();
}
