import { createHmac } from 'node:crypto';

/** What Slack hands out with a command, once each. */
export interface Ticket {
  user: string;
  triggerId: string;
  responseUrl: string;
}

/** A command's request, as Slack signs and sends it. */
export interface SignedCommand {
  headers: Record<string, string>;
  body: string;
}

/** `/unlock <words>` by the ticket's user, signed now. */
export function signedCommand(signingSecret: string, words: string, ticket: Ticket): SignedCommand {
  const body = new URLSearchParams({
    token: 'sandbox-verification-token',
    team_id: 'T0123ABCD',
    team_domain: 'nightlatch-sandbox',
    channel_id: 'C0INC42',
    channel_name: 'inc-42-checkout-latency',
    user_id: ticket.user,
    user_name: 'somebody',
    command: '/unlock',
    text: words,
    api_app_id: 'A0NIGHTLATCH',
    is_enterprise_install: 'false',
    response_url: ticket.responseUrl,
    trigger_id: ticket.triggerId,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
}
