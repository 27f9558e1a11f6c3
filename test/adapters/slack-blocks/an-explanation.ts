import type { Rule } from '../../../src/domain/policy.ts';
import type { ExplainedOutcome } from '../../../src/use-cases/explain-request.ts';
import { aResource } from '../../builders/a-policy.ts';
import { explained, facts, READER } from '../../domain/explained.ts';

/** What these rules say to Alice, who is on call and in sre; what a test cares about is given. */
export function anExplanation(
  rules: Rule[],
  given: Partial<Omit<ExplainedOutcome, 'explanation'>> & { facts?: Parameters<typeof facts>[0] } = {},
): ExplainedOutcome {
  const { facts: world, ...more } = given;
  const { request } = { request: more.request ?? REQUEST };
  return {
    ...{ outcome: 'explained', explanation: explained(rules, facts(world), request), request, reader: READER },
    resource: aResource({ rules }),
    ...more,
  };
}

const REQUEST: ExplainedOutcome['request'] = {
  ...{ resource: 'db-prod', variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC42' },
};
