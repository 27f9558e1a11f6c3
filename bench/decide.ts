import { decideAccess } from '../src/domain/decide-access.ts';
import type { Facts } from '../src/domain/facts.ts';
import type { Incident } from '../src/domain/incident.ts';
import type { Resource } from '../src/domain/policy.ts';
import type { AccessRequest } from '../src/domain/request.ts';
import type { Shift } from '../src/domain/shift.ts';
import type { Line } from './report.ts';
import { summary } from './statistics.ts';
import { bigPolicy, policyIn, withPolicyFiles } from './world/big-policy.ts';

const RESOURCES = 1000;
const ROUNDS = 40;
const USER = { provider: 'pagerduty', id: 'PU0X0', name: 'Alice' } as const;
const UNKNOWN = { known: false, source: 'PagerDuty', fault: 'timeout' } as const;
const AT = Temporal.Instant.from('2026-11-17T02:17:00Z');

interface Asked {
  request: AccessRequest;
  resource: Resource;
  facts: Facts;
}

/** Decisions over 1,000 resources with 5,000 rules, each about another resource and with another outcome, beside reading the same questions from JSON. */
export async function decideFigure(): Promise<Line[]> {
  const policy = await withPolicyFiles(bigPolicy(RESOURCES), policyIn);
  const questions = [...policy.resources.values()].map((resource, nth) => question(resource, nth));
  const texts = questions.map(({ request, facts }) => JSON.stringify({ request, incidents: facts.incidents }));
  const ask = () => questions.forEach(({ request, resource, facts }) => void decideAccess(request, resource, facts, AT));
  const read = () => texts.forEach((text) => void JSON.parse(text));
  for (const work of [ask, read]) work();
  const [deciding, reading]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    reading.push(perSecond(read));
    deciding.push(perSecond(ask));
  }
  const { p50 } = summary(deciding);
  const ratio = p50 / summary(reading).p50;
  return [{ figure: 'decide, 5,000 rules', value: p50, unit: 'decisions/s', peer: 'JSON.parse of the question', ratio }];
}

function perSecond(work: () => void): number {
  const began = performance.now();
  work();
  return (RESOURCES / (performance.now() - began)) * 1000;
}

// In turn: at once, agreed by one, agreed by two, refused, unknown.
function question(resource: Resource, nth: number): Asked {
  const [target = ''] = resource.rules[0]?.when.onCall ?? [];
  const [group = ''] = resource.rules[3]?.when.member ?? [];
  const kind = ['at once', 'one', 'two', 'refused', 'unknown'][nth % 5];
  const facts: Facts = {
    person: 'alice',
    plans: new Map([[target, [{ source: target, readAt: AT.subtract({ hours: 1 }), shifts: shiftsOf(target) }]]]),
    sourceUser: { known: true, value: USER.id },
    shifts: new Map([
      [
        target,
        [
          {
            ...{ provider: 'pagerduty', key: target },
            ...(kind === 'unknown'
              ? UNKNOWN
              : { known: true, value: kind === 'at once' || kind === 'one' ? shiftsOf(target) : [] }),
          },
        ],
      ],
    ]),
    incidents: { known: true, value: kind === 'at once' ? [incidentOf(nth)] : [] },
    members: new Map([[group, { known: true, value: kind === 'two' }]]),
  };
  const asked = { variables: [], time: { kind: 'default' }, reason: 'replica lag', channel: 'C0X', breakGlass: false } as const;
  return { request: { resource: resource.name, ...asked }, resource, facts };
}

function shiftsOf(target: string): Shift[] {
  const before = { target, user: USER, level: 1, start: AT.subtract({ hours: 4 }), end: AT.add({ hours: 1 }) };
  return [before, { ...before, start: before.end, end: AT.add({ hours: 7 }) }];
}

function incidentOf(nth: number): Incident {
  return {
    ...{ id: `PI${nth}`, number: nth, title: 'Latency above 2 s', status: 'triggered', urgency: 'high' },
    ...{ service: { id: `PSV${nth}C`, name: 'Service' }, openedAt: AT.subtract({ minutes: 20 }) },
  };
}
