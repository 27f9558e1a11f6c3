import type { Sandbox } from './start-sandbox.ts';

/** What a bot is started with so that it meets this sandbox, on a port of the system's choice. */
export function botEnvironment(sandbox: Sandbox, own: { databaseUrl: string; policyFile: string; keyFile: string }) {
  return {
    ...(sandbox.slack.sockets.isOn ? { SLACK_APP_TOKEN: sandbox.appToken } : { SLACK_SIGNING_SECRET: sandbox.signingSecret }),
    SLACK_BOT_TOKEN: sandbox.botToken,
    SLACK_API_URL: sandbox.slackApiUrl,
    SLACK_HOOKS_URL: sandbox.hooksUrl,
    PAGERDUTY_TOKEN: sandbox.pagerDutyToken,
    PAGERDUTY_URL: sandbox.pagerDutyUrl,
    PAGERDUTY_FROM: 'carol@example.com',
    PAGERDUTY_WEBHOOK_SECRETS: sandbox.webhookSecret,
    DATABASE_URL: own.databaseUrl,
    NIGHTLATCH_POLICY: own.policyFile,
    NIGHTLATCH_KEY_FILE: own.keyFile,
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
  };
}
