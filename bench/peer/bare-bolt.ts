import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

const { SLACK_SIGNING_SECRET = '', SLACK_BOT_TOKEN = '', DATABASE_URL } = process.env;

/** The least that a Slack bot can be: Bolt that checks signatures and acks, and, where it is told of a database, a connected Prisma client. */
async function bareBolt(): Promise<void> {
  const receiver = new HTTPReceiver({
    signingSecret: SLACK_SIGNING_SECRET,
    endpoints: '/slack/events',
    logLevel: LogLevel.ERROR,
    customRoutes: [{ path: '/readyz', method: 'GET', handler: (_, response) => void response.writeHead(200).end('ready\n') }],
  });
  const app = new App({ receiver, authorize: async () => ({ botToken: SLACK_BOT_TOKEN }), logLevel: LogLevel.ERROR });
  app.command(/^\//, ({ ack }) => ack());
  if (DATABASE_URL !== undefined) await connectPrisma(DATABASE_URL);
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`listening http://127.0.0.1:${port}\n`);
}

async function connectPrisma(url: string): Promise<void> {
  const { PrismaPg } = await import('@prisma/adapter-pg');
  const { PrismaClient } = await import('../../src/adapters/postgres/generated/client.ts');
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });
  await client.$queryRaw`SELECT 1`;
}

await bareBolt();
