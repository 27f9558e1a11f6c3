import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Policy } from '../../domain/policy.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { PolicyHolder } from '../../ports/policy-holder.ts';
import { type ReadAtScrape, registerGauges } from './gauges.ts';

/** The metrics, and all of them as text. */
export interface PrometheusMetrics extends Metrics {
  /** Prometheus' text format, version 0.0.4. */
  text(): Promise<string>;
  contentType: string;
  /** Adds the process's own: memory, processor time, event loop. */
  watchProcess(): void;
}

export interface PrometheusNeeds extends ReadAtScrape {
  policy: PolicyHolder;
}

// A grant at once takes seconds, one that a person must agree to takes minutes.
const TO_ACCESS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600];
const CALLS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
// Slack gives up after three seconds.
const ACKS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];

/** Makes them, in a registry of their own. Whatever is no name of the policy held now becomes `other`, so that no word anybody typed is a label. */
export function prometheusMetrics(needs: PrometheusNeeds): PrometheusMetrics {
  const register = new Registry();
  registerGauges(register, needs);
  return {
    ...recordingIn(register, () => needs.policy.current()),
    text: () => register.metrics(),
    contentType: register.contentType,
    watchProcess: () => collectDefaultMetrics({ register }),
  };
}

function recordingIn(register: Registry, policy: () => Policy | undefined): Metrics {
  const { toAccess, decisions, reveals, calls, faults, jobs, jobRuns, acks } = seriesIn(register);
  const known = (of: { resource: string | undefined; rule?: string | undefined }) => namesIn(policy(), of);
  return {
    decided: ({ outcome, code = '', ...of }) => decisions.inc({ ...known(of), outcome, code }),
    accessOpened: ({ seconds, ...of }) => toAccess.observe(known(of), seconds),
    revealed: ({ outcome, resource }) => reveals.inc({ resource: known({ resource }).resource, outcome }),
    called({ source, call, seconds, fault }) {
      calls.observe({ source, call }, seconds);
      if (fault !== undefined) faults.inc({ source, fault });
    },
    jobRan({ job, seconds, failed }) {
      jobRuns.inc({ job, outcome: failed ? 'failed' : 'done' });
      jobs.observe({ job }, seconds);
    },
    acked: ({ status, seconds }) => acks.observe({ status }, seconds),
  };
}

function seriesIn(register: Registry) {
  const registers = [register];
  return {
    toAccess: new Histogram({
      ...{ name: 'nightlatch_time_to_access_seconds', help: 'From asking, or from the request that waited, to the open grant.' },
      ...{ labelNames: ['resource', 'rule'] as const, buckets: TO_ACCESS, registers },
    }),
    decisions: new Counter({
      ...{ name: 'nightlatch_decisions_total', help: 'What was said to requests: allow, ask or refuse, and why refused.' },
      ...{ labelNames: ['resource', 'rule', 'outcome', 'code'] as const, registers },
    }),
    reveals: new Counter({
      ...{ name: 'nightlatch_reveals_total', help: 'Show values: values, or why none.' },
      ...{ labelNames: ['resource', 'outcome'] as const, registers },
    }),
    calls: new Histogram({
      ...{ name: 'nightlatch_source_seconds', help: 'How long the answers of what is outside took.' },
      ...{ labelNames: ['source', 'call'] as const, buckets: CALLS, registers },
    }),
    faults: new Counter({
      ...{ name: 'nightlatch_source_errors_total', help: 'Calls to what is outside that had no answer, and why.' },
      ...{ labelNames: ['source', 'fault'] as const, registers },
    }),
    jobRuns: new Counter({
      ...{ name: 'nightlatch_job_runs_total', help: 'Runs of periodic work.' },
      ...{ labelNames: ['job', 'outcome'] as const, registers },
    }),
    jobs: new Histogram({
      ...{ name: 'nightlatch_job_seconds', help: 'How long runs of periodic work took.' },
      ...{ labelNames: ['job'] as const, buckets: CALLS, registers },
    }),
    acks: new Histogram({
      ...{ name: 'nightlatch_ack_seconds', help: 'How long the answers to Slack’s deliveries took.' },
      ...{ labelNames: ['status'] as const, buckets: ACKS, registers },
    }),
  };
}

const NONE = 'none';
const OTHER = 'other';

function namesIn(policy: Policy | undefined, of: { resource: string | undefined; rule?: string | undefined }) {
  const resource = of.resource === undefined ? undefined : policy?.resources.get(of.resource);
  const rule = resource?.rules.find(({ name }) => name === of.rule);
  return { resource: resource?.name ?? nameless(of.resource), rule: rule?.name ?? nameless(of.rule) };
}

function nameless(name: string | undefined): string {
  return name === undefined ? NONE : OTHER;
}
