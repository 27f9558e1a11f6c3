import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

/** A small real Bolt app in front of the sandbox; `close` stops it. */
export async function aBoltApp(sandbox: Sandbox, listen: (app: App) => void): Promise<{ close(): Promise<void> }> {
  const receiver = new HTTPReceiver({ signingSecret: sandbox.signingSecret, logLevel: LogLevel.ERROR });
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
  sandbox.pointAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
