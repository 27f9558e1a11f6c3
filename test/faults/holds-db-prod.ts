import type { Hold } from '../../src/sandbox/faults.ts';
import type { Night } from '../stories/a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** Alice unlocks db-prod, and everyone has been told: window, direct message, audit channel. */
export async function holdsDbProd({ alice, sandbox }: Night): Promise<void> {
  await alice.types(INCIDENT, '/unlock db-prod');
  await alice.windowSays(/Show values/);
  await alice.directMessageSays(/db-prod until/);
  await sandbox.channel('audit-access').says(/db-prod until/);
}

/** Alice clicks Show values, and the call that carries them is held: recorded, and not yet shown. */
export async function heldBeforeTheValues({ alice, sandbox }: Night): Promise<Hold> {
  const loading = sandbox.slack.holdNext('views.update');
  await alice.clicks('Show values');
  await loading.reached;
  const showing = sandbox.slack.holdNext('views.update');
  loading.release();
  await showing.reached;
  return showing;
}
