import type { Secret } from '../domain/secret.ts';
import {
  type EnvironmentReading,
  type HostEnvironment,
  PAGERDUTY_URLS,
  readHostEnvironment,
  readPolicyPath,
} from './environment.ts';
import { isLoopbackUrl } from './loopback.ts';
import { type Variables, VariablesReader } from './variables-reader.ts';

/** What can be asked about a policy: its file, and the sources that there is a token for. Frozen. */
export interface SourcesEnvironment {
  policyFile: string;
  slack?: { botToken: Secret; apiUrl: string };
  pagerduty?: { token: Secret; url: string };
}

/** The sources' tokens, each where it is given: nothing else is needed. A local address only with `isSandbox`, and then no other. */
export function readSourcesEnvironment(
  isSandbox: boolean,
  variables: Variables = process.env,
): EnvironmentReading<SourcesEnvironment> {
  const reader = new VariablesReader(variables);
  const policy = readPolicyPath(variables);
  if (!policy.ok) reader.mistakes.push(...policy.mistakes);
  const environment: SourcesEnvironment = {
    policyFile: policy.ok ? policy.environment : '',
    ...slackIn(reader, isSandbox),
    ...pagerDutyIn(reader, isSandbox),
  };
  reader.takeSecretsOut();
  return reader.result(environment);
}

/** What the commands on the host take, and Slack where its token is at hand and can be used: a mistake in that is no mistake here. */
export function readHostAndSlack(
  isSandbox: boolean,
  variables: Variables = process.env,
): EnvironmentReading<HostEnvironment & Pick<SourcesEnvironment, 'slack'>> {
  const sources = readSourcesEnvironment(isSandbox, { ...variables });
  const host = readHostEnvironment(variables);
  if (!host.ok || !sources.ok || !sources.environment.slack) return host;
  return { ok: true, environment: Object.freeze({ ...host.environment, slack: sources.environment.slack }) };
}

function slackIn(reader: VariablesReader, isSandbox: boolean): Pick<SourcesEnvironment, 'slack'> {
  if (reader.text('SLACK_BOT_TOKEN') === undefined) return {};
  const botToken = reader.secret('SLACK_BOT_TOKEN', /^xoxb-/, 'must begin with xoxb-');
  return { slack: { botToken, apiUrl: addressIn(reader, 'SLACK_API_URL', 'https://slack.com/api/', isSandbox) } };
}

function pagerDutyIn(reader: VariablesReader, isSandbox: boolean): Pick<SourcesEnvironment, 'pagerduty'> {
  if ([undefined, 'none'].includes(reader.text('PAGERDUTY_TOKEN'))) return {};
  const region = reader.oneOf('PAGERDUTY_REGION', ['us', 'eu'], 'us') as keyof typeof PAGERDUTY_URLS;
  const url = addressIn(reader, 'PAGERDUTY_URL', PAGERDUTY_URLS[region], isSandbox);
  return { pagerduty: { token: reader.secret('PAGERDUTY_TOKEN'), url } };
}

/** A vendor's address: the real one unless the sandbox gives its own. In the sandbox a token never leaves this machine. */
export function addressIn(reader: VariablesReader, name: string, real: string, isSandbox: boolean): string {
  const address = reader.address(name, real, isSandbox);
  if (isSandbox && !isLoopbackUrl(address)) {
    reader.mistakes.push(`${name}: with --sandbox only 127.0.0.1, ::1, localhost or a Unix socket is allowed`);
  }
  return address;
}
