import { pagerDutyClient } from '../../src/adapters/on-call/pagerduty/client.ts';
import { Secret } from '../../src/domain/secret.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** The sandbox's PagerDuty without anything in it but its people and services, and a client of it. */
export async function aPagerDutyWorld() {
  const sandbox = await startSandbox();
  const { state } = sandbox.pagerDuty;
  for (const things of [state.schedules, state.policies, state.incidents]) things.clear();
  return {
    sandbox,
    client: pagerDutyClient({ token: new Secret(sandbox.pagerDutyToken), url: sandbox.pagerDutyUrl }),
    goesDown() {
      sandbox.pagerDuty.mode = 'error-502';
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
