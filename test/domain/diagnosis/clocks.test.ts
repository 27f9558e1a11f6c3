import { expect, test } from 'vitest';
import { judgeClocks } from '../../../src/domain/diagnosis/clocks.ts';

const seconds = (count: number | undefined) =>
  count === undefined ? undefined : Temporal.Duration.from({ milliseconds: count * 1000 });
const ntp = 'Let it be set by NTP: timedatectl set-ntp true (in a container, on its host).';
const refused = (how: string) => `: Slack's signatures look ${how}, so all it sends is refused.`;

const judged = (slack: number | undefined, database?: number, checksSignatures = true) =>
  judgeClocks({ aheadOfSlack: seconds(slack), databaseAhead: seconds(database), checksSignatures });

test.each([
  [0, 'ok', "This machine's clock agrees with Slack's."],
  [2, 'ok', "This machine's clock agrees with Slack's."],
  [-2, 'ok', "This machine's clock agrees with Slack's."],
  [3, 'warning', "This machine's clock is 3 s ahead of Slack's."],
  [-3, 'warning', "This machine's clock is 3 s behind Slack's."],
  [300, 'warning', "This machine's clock is 5 min ahead of Slack's."],
  [301, 'failure', `This machine's clock is 5 min 1 s ahead of Slack's${refused('too old')}`],
  [3600, 'failure', `This machine's clock is 1 h ahead of Slack's${refused('too old')}`],
  [-60, 'warning', "This machine's clock is 1 min behind Slack's."],
  [-61, 'failure', `This machine's clock is 1 min 1 s behind Slack's${refused('made ahead of time')}`],
  [-3600, 'failure', `This machine's clock is 1 h behind Slack's${refused('made ahead of time')}`],
])('%i s ahead of Slack is %s', (ahead, outcome, says) => {
  expect(judged(ahead)).toEqual([{ area: 'clock', outcome, says, ...(outcome !== 'ok' && { mend: ntp }) }]);
});

test('in socket mode no signature is refused', () => {
  expect(judged(3600, undefined, false)).toMatchObject([
    { outcome: 'warning', says: "This machine's clock is 1 h ahead of Slack's." },
  ]);
});

test.each([
  [0, 'ok', "The database's clock agrees with this machine's."],
  [3, 'warning', "The database's clock is 3 s ahead of this machine's."],
  [60, 'warning', "The database's clock is 1 min ahead of this machine's."],
  [61, 'failure', "The database's clock is 1 min 1 s ahead of this machine's: grants would end before their shift does."],
  [-3600, 'failure', "The database's clock is 1 h behind this machine's: grants would end after their shift does."],
])('a database %i s ahead of this machine is %s', (ahead, outcome, says) => {
  expect(judged(undefined, ahead)).toMatchObject([{ area: 'clock', outcome, says }]);
});

test('where Slack is known, the database is compared with Slack: the machine between may be the wrong one', () => {
  expect(judged(-3600, 3600).map(({ says }) => says)).toEqual([
    `This machine's clock is 1 h behind Slack's${refused('made ahead of time')}`,
    "The database's clock agrees with Slack's.",
  ]);
});

test('nothing known is nothing said', () => {
  expect(judged(undefined)).toEqual([]);
});
