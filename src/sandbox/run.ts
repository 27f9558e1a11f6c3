import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.ts';

const USAGE = `npm run sandbox -- [options]

  --bot <address>        where the bot listens; http://127.0.0.1:3000 unless told
  --socket               deliver over sockets that the bot opens, instead of by requests to it
  --page <port>          where the page is, 4173 unless told; Slack and PagerDuty are on the next one
  --env <file>           also write what the bot needs into that file, closed to others
  --clock-of <file>      move the database's clock with the page's lever; the file holds its owner's address, such as
                         .nightlatch/postgres/owner.url
`;

/** `npm run sandbox`: the workspace and the PagerDuty alone, for a bot that is set up by hand as for a real workspace. */
async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ bot: { type: 'string', default: 'http://127.0.0.1:3000' }, socket: { type: 'boolean', default: false } },
      ...{ page: { type: 'string', default: '4173' }, env: { type: 'string' }, 'clock-of': { type: 'string' } },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const sandbox = await startSandbox({
    ...{ pagePort: Number(values.page), port: Number(values.page) && Number(values.page) + 1, botUrl: values.bot },
    ...{ delivers: values.socket ? 'over sockets' : 'by request', webhooks: true },
  });
  const lines = [
    `SLACK_BOT_TOKEN='${sandbox.botToken}'`,
    values.socket ? `SLACK_APP_TOKEN='${sandbox.appToken}'` : `SLACK_SIGNING_SECRET='${sandbox.signingSecret}'`,
    `PAGERDUTY_TOKEN='${sandbox.pagerDutyToken}'`,
    `SLACK_API_URL='${sandbox.slackApiUrl}'`,
    `SLACK_HOOKS_URL='${sandbox.hooksUrl}'`,
    `PAGERDUTY_URL='${sandbox.pagerDutyUrl}'`,
    "PAGERDUTY_FROM='carol@example.com'",
    `PAGERDUTY_WEBHOOK_SECRETS='${sandbox.webhookSecret}'`,
  ];
  if (values.env !== undefined) await writeFile(values.env, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  if (values['clock-of'] !== undefined) {
    await sandbox.keepDatabaseClock((await readFile(values['clock-of'], 'utf8')).trim());
  }
  process.stdout.write(`
  A Slack workspace and a PagerDuty to try Nightlatch against, on this machine alone.

  Open      ${sandbox.pageUrl}
  It sends  ${values.socket ? 'over the socket that the bot opens' : `to ${values.bot}/slack/events`}, and PagerDuty to ${values.bot}/webhooks/pagerduty

  What their own pages would give you, and where they are here (the addresses are taken with --sandbox only):

${lines.map((line) => `    ${line}`).join('\n')}

  Ctrl-C ends it.
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}

await run().catch((error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    process.stderr.write(
      `Port ${error.port} is taken: npm run sandbox -- --page <another>, which takes that one and the next.\n`,
    );
    process.exit(1);
  }
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exit(2);
});
