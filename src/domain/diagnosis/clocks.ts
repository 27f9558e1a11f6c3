import { sayDuration } from '../say-time.ts';
import { NEWEST_SIGNATURE_SECONDS, OLDEST_SIGNATURE_SECONDS } from '../signature-age.ts';
import { type Finding, failure, ok, warning } from './finding.ts';

// A database that is off by more ends grants visibly before or after their shift.
const MOST_DATABASE_SECONDS = 60;
const WORTH_SAYING_SECONDS = 2;
const SET_IT = 'Let it be set by NTP: timedatectl set-ntp true (in a container, on its host).';

export interface Clocks {
  /** How far this machine's clock is ahead of Slack's; undefined when Slack didn't say. */
  aheadOfSlack: Temporal.Duration | undefined;
  /** How far the database's clock is ahead of this machine's; undefined when it couldn't be read, or is one that was moved. */
  databaseAhead: Temporal.Duration | undefined;
  /** Whether Slack's signatures are checked: not in socket mode. */
  checksSignatures: boolean;
}

/** This machine's clock and the database's, against Slack's where it is known. */
export function judgeClocks({ aheadOfSlack, databaseAhead, checksSignatures }: Clocks): Finding[] {
  const database =
    databaseAhead && aheadOfSlack
      ? judgeDatabaseClock(databaseAhead.add(aheadOfSlack), "Slack's")
      : databaseAhead && judgeDatabaseClock(databaseAhead, "this machine's");
  return [...(aheadOfSlack ? [judgeOwnClock(aheadOfSlack, checksSignatures)] : []), ...(database ? [database] : [])];
}

function judgeOwnClock(ahead: Temporal.Duration, checksSignatures: boolean): Finding {
  const seconds = ahead.total('seconds');
  const said = `This machine's clock is ${sayAhead(ahead)} Slack's`;
  if (checksSignatures && (seconds > OLDEST_SIGNATURE_SECONDS || seconds < -NEWEST_SIGNATURE_SECONDS)) {
    return failure(
      'clock',
      `${said}: Slack's signatures look ${seconds > 0 ? 'too old' : 'made ahead of time'}, so all it sends is refused.`,
      SET_IT,
    );
  }
  if (Math.abs(seconds) > WORTH_SAYING_SECONDS) return warning('clock', `${said}.`, SET_IT);
  return ok('clock', "This machine's clock agrees with Slack's.");
}

function judgeDatabaseClock(ahead: Temporal.Duration, whose: string): Finding {
  const seconds = ahead.total('seconds');
  const said = `The database's clock is ${sayAhead(ahead)} ${whose}`;
  const onItsMachine = "On the database's machine: let the clock be set by NTP.";
  if (Math.abs(seconds) > MOST_DATABASE_SECONDS) {
    return failure('clock', `${said}: grants would end ${seconds > 0 ? 'before' : 'after'} their shift does.`, onItsMachine);
  }
  if (Math.abs(seconds) > WORTH_SAYING_SECONDS) return warning('clock', `${said}.`, onItsMachine);
  return ok('clock', `The database's clock agrees with ${whose}.`);
}

function sayAhead(ahead: Temporal.Duration): string {
  const rounded = ahead.abs().round({ largestUnit: 'hours', smallestUnit: 'seconds' });
  return `${sayDuration(rounded)} ${ahead.sign < 0 ? 'behind' : 'ahead of'}`;
}
