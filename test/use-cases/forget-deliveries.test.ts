import { expect, test } from 'vitest';
import { forgetDeliveries } from '../../src/use-cases/forget-deliveries.ts';
import { aQuietNight } from './a-quiet-night.ts';

const DELIVERY = { key: 'k1', kind: 'click', slackUser: 'U01ALICE', about: 'Give back' } as const;

test('an answered delivery is forgotten after a day, and looked for once an hour', async () => {
  const night = await aQuietNight();
  await night.deliveries.accept(DELIVERY);
  await night.deliveries.answered(DELIVERY.key);
  await night.clock.advance({ hours: 23, minutes: 30 });
  await forgetDeliveries(night);
  await night.clock.advance({ minutes: 45 });
  await forgetDeliveries(night);
  expect(await night.deliveries.accept(DELIVERY)).toMatchObject({ inTime: 'repeated' });
  await night.clock.advance({ minutes: 15 });
  await forgetDeliveries(night);
  expect(await night.deliveries.accept(DELIVERY)).toMatchObject({ inTime: 'first' });
});
