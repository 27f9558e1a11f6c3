import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

/** A small real Bolt app in front of the sandbox; `close` stops it. */
export async function aBoltApp(sandbox: Sandbox, listen: (app: App) => void): Promise<{ close(): Promise<void> }> {
  const receiver = new HTTPReceiver({
    signingSecret: sandbox.signingSecret,
    logLevel: LogLevel.ERROR,
    // Else Bolt complains of a request that a test leaves open, seconds later and perhaps after the last test.
    unhandledRequestHandler: () => undefined,
  });
  const app = new App({
    receiver,
    token: sandbox.botToken,
    clientOptions: { slackApiUrl: sandbox.slackApiUrl, retryConfig: { retries: 0 } },
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    convoStore: false,
  });
  await app.init();
  listen(app);
  const server = createServer(receiver.requestListener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A machine with more work than cores may take longer than Slack waits.
  sandbox.slack.deliver.ackWithin = 20_000;
  sandbox.pointAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
