import { expect, test } from 'vitest';
import type { Delivery } from '../../src/ports/deliveries.ts';
import { answerCutOff } from '../../src/use-cases/answer-cut-off.ts';
import { aQuietNight, opened } from './a-quiet-night.ts';

const COMMAND: Delivery = {
  ...{ key: 'k1', kind: 'command', slackUser: 'U01ALICE', channel: 'C0INC', about: '/unlock db-prod' },
  windowExternalId: 'window-1',
};

test('what a crash cut off is answered once, after 15 s and not before', async () => {
  const night = await aQuietNight();
  await night.deliveries.accept(COMMAND);
  await night.clock.advance({ seconds: 15 });
  await answerCutOff(night);
  expect(night.answers.told).toEqual([]);
  await night.clock.advance({ seconds: 1 });
  await answerCutOff(night);
  await night.clock.advance({ minutes: 5 });
  await answerCutOff(night);
  expect(night.answers.told).toEqual([COMMAND]);
  expect(night.log.lines).toEqual([{ level: 'warn', event: 'answered after a crash', fields: { about: '/unlock db-prod' } }]);
});

test('what was answered is left alone', async () => {
  const night = await aQuietNight();
  await night.deliveries.accept(COMMAND);
  await night.deliveries.answered(COMMAND.key);
  await night.clock.advance({ minutes: 5 });
  await answerCutOff(night);
  expect(night.answers.told).toEqual([]);
});

test("a window that became a grant's card needs no apology, and counts as answered", async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const place = { kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' } as const;
  await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, place));
  await night.deliveries.accept(COMMAND);
  await night.clock.advance({ seconds: 16 });
  await answerCutOff(night);
  await night.clock.advance({ minutes: 5 });
  expect([night.answers.told, await night.deliveries.claimUnanswered(15, 20)]).toEqual([[], []]);
});

test('without a window the person is told as well', async () => {
  const night = await aQuietNight();
  const { windowExternalId: _, ...click } = COMMAND;
  await night.deliveries.accept({ ...click, kind: 'click' });
  await night.clock.advance({ seconds: 16 });
  await answerCutOff(night);
  expect(night.answers.told).toHaveLength(1);
});

test('two replicas answer each once', async () => {
  const night = await aQuietNight();
  for (const key of ['k1', 'k2', 'k3']) await night.deliveries.accept({ ...COMMAND, key });
  await night.clock.advance({ seconds: 16 });
  await Promise.all([answerCutOff(night), answerCutOff(night)]);
  expect(night.answers.told.map(({ key }) => key).sort()).toEqual(['k1', 'k2', 'k3']);
});

test('a window that waits for values that will not come is told of, card or not', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const place = { kind: 'window', externalId: 'window-1', viewer: 'U01ALICE' } as const;
  await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, place));
  await night.tx((tx) => tx.cards.setHeldByReveal('window-1', true));
  await night.deliveries.accept({ ...COMMAND, kind: 'click', about: 'Show values' });
  await night.clock.advance({ seconds: 16 });
  await answerCutOff(night);
  expect(night.answers.told).toHaveLength(1);
});

test('nobody is told of an event, and it is not handed out again', async () => {
  const night = await aQuietNight();
  await night.deliveries.accept({ key: 'k1', kind: 'event', slackUser: 'U01ALICE', about: 'app_home_opened' });
  await night.clock.advance({ seconds: 16 });
  await answerCutOff(night);
  await night.clock.advance({ minutes: 5 });
  expect([night.answers.told, night.log.lines, await night.deliveries.claimUnanswered(15, 20)]).toEqual([[], [], []]);
});
