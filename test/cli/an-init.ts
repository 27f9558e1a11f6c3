import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initCommand } from '../../src/cli/server/init-command.ts';
import { readInitEnvironment } from '../../src/config/init-environment.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { openOnCallProbe, openSlackProbe, openSocketProbe } from '../../src/wiring/probes.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

/** What a script must say beforehand. */
export const CHOICES = [
  '--audit-channel',
  '#audit-access',
  '--approval-channel',
  'C0APPR',
  '--on-call',
  'db-primary',
  '--owner',
  'carol@example.com',
];
export const GIVEN = {
  SLACK_BOT_TOKEN: 'xoxb-sandbox',
  SLACK_APP_TOKEN: 'xapp-sandbox',
  PAGERDUTY_TOKEN: 'sandbox-pagerduty-token',
};

interface Told {
  args?: string[];
  environment?: Record<string, string>;
  /** What comes on standard input, or is typed. */
  input?: string;
  tty?: boolean;
}

/** `nightlatch init --sandbox` against a workspace and into a folder of its own. */
export async function anInit() {
  const sandbox = await startSandbox({ delivers: 'over sockets' });
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-init-'));
  const addresses = {
    SLACK_API_URL: sandbox.slackApiUrl,
    SLACK_HOOKS_URL: sandbox.hooksUrl,
    PAGERDUTY_URL: sandbox.pagerDutyUrl,
  };
  const file = (name = 'nightlatch.yml') => join(folder, name);
  return {
    ...{ sandbox, file },
    written: () => readFile(file(), 'utf8'),
    isThere: (name?: string) =>
      stat(file(name)).then(
        () => true,
        () => false,
      ),
    async init({ args = [], environment = GIVEN, input, tty = false }: Told = {}) {
      const { terminal, input: stream, seen } = aTerminal({ tty });
      const { program, run, said } = aProgram();
      initCommand(
        program,
        {
          environment: (isSandbox) => readInitEnvironment(isSandbox, { ...addresses, ...environment }),
          probes: async ({ slackApiUrl: apiUrl, pagerDutyUrl: url }) => ({
            slack: (token) => openSlackProbe({ token, apiUrl }),
            socket: (token) => openSocketProbe({ token, apiUrl }),
            onCall: (token) => openOnCallProbe({ token, url }),
          }),
        },
        terminal,
      );
      if (input !== undefined) stream.end(input);
      await run('init', '--sandbox', '--file', file(), ...args);
      return { text: seen.said.join('\n'), prompted: seen.prompted, exitCode: seen.exitCode, commander: said() };
    },
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}
