import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readHostEnvironment } from '../../config/environment.ts';
import { readInitEnvironment } from '../../config/init-environment.ts';
import { createKey } from '../../config/key-file.ts';
import { readPartialEnvironment } from '../../config/partial-environment.ts';
import { auditCommands } from './audit-commands.ts';
import { digestCommand } from './digest-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { environmentOrRefused, keyOrRefused } from './host-needs.ts';
import { initCommand } from './init-command.ts';
import { keyCommands } from './key-commands.ts';
import { lockdownCommand } from './lockdown-command.ts';
import { manifestCommand } from './manifest-command.ts';
import { migrateCommand } from './migrate-command.ts';
import { policyCommands } from './policy-commands.ts';
import { postgresCommand } from './postgres-command.ts';
import { rotationCommands } from './rotation-commands.ts';
import { sealedPathsIn } from './sealed-paths.ts';
import { secretCommands } from './secret-commands.ts';
import { serveCommand } from './serve-command.ts';

// Where data lies unless told otherwise: a key inside it would be backed up with what it seals.
const DATA_FOLDER = resolve('.nightlatch');

/** The commands of whoever has the host. What they need is loaded when they run. */
export function serverCommands(program: Command): void {
  serveCommand(program);
  initCommand(program, {
    environment: (isSandbox) => readInitEnvironment(isSandbox),
    async probes({ slackApiUrl: apiUrl, pagerDutyUrl: url }) {
      const { openOnCallProbe, openSlackProbe, openSocketProbe } = await import('../../wiring/probes.ts');
      return {
        slack: (token) => openSlackProbe({ token, apiUrl }),
        socket: (token) => openSocketProbe({ token, apiUrl }),
        onCall: (token) => openOnCallProbe({ token, url }),
      };
    },
  });
  manifestCommand(program);
  migrateCommand(program);
  postgresCommand(program);
  keyCommands(program, (path) => createKey(path, DATA_FOLDER));
  secretCommands(program, async () => {
    const { openSealedValues } = await import('../../wiring/on-host.ts');
    const { database, keyFile, oldKeyFile, policyFile } = environmentOrRefused(readHostEnvironment());
    const opened = openSealedValues(database.url, await keyOrRefused(keyFile), await keyOrRefused(oldKeyFile));
    return { ...opened, readPaths: () => sealedPathsIn(policyFile) };
  });
  policyCommands(program);
  rotationCommands(program);
  doctorCommand(program, async (asked) => {
    const { examine } = await import('../../wiring/doctor.ts');
    return examine({ ...asked, environment: readPartialEnvironment(asked.isSandbox) });
  });
  lockdownCommand(program, async () => {
    const { openStore } = await import('../../wiring/host-store.ts');
    return openStore(environmentOrRefused(readHostEnvironment()).database.url);
  });
  digestCommand(program, async () => {
    const { openDigest } = await import('../../wiring/digest.ts');
    return openDigest(environmentOrRefused(readHostEnvironment()).database.url);
  });
  auditCommands(program, async () => {
    const { openAuditLog } = await import('../../wiring/on-host.ts');
    return openAuditLog(environmentOrRefused(readHostEnvironment()).database.url);
  });
}
