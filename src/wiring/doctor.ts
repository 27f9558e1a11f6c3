import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../adapters/postgres/connect.ts';
import { StatementRefused } from '../adapters/postgres/database-fault.ts';
import { postgresSealedValues } from '../adapters/postgres/postgres-sealed-values.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { lookAtEnvFolder } from '../adapters/secrets/env-file/folder.ts';
import { envFileSecrets } from '../adapters/secrets/env-file/source.ts';
import { trySealed } from '../adapters/secrets/sealed/probe.ts';
import { hostProbe } from '../adapters/system/host-probe.ts';
import { lookAtKey, type OnOneMount } from '../config/key-place.ts';
import { printMistake, withWholePath } from '../config/mistake.ts';
import type { PartialEnvironment } from '../config/partial-environment.ts';
import { readPolicy } from '../config/read-policy.ts';
import type { Area, Finding } from '../domain/diagnosis/finding.ts';
import type { ValueState } from '../domain/diagnosis/key.ts';
import type { MasterKey } from '../domain/master-key.ts';
import type { SealedValues } from '../ports/sealed-values.ts';
import { type SecretFault, SecretUnavailable } from '../ports/secret-source.ts';
import type { ValueProbe } from '../ports/value-probe.ts';
import { type Diagnosed, diagnose } from '../use-cases/diagnose.ts';
import { lateAfter } from './late.ts';
import { openOnCallProbe, openSlackProbe, openSocketProbe, type SeeAnswer } from './probes.ts';

// All of it is answered within ten seconds: two are left for the start and for closing what is still open.
const WHOLE_MS = 8000;
const CLOSE_MS = 1000;

export interface DoctorSettings {
  environment: PartialEnvironment;
  isSandbox: boolean;
  /** Unless given, all areas. */
  areas: ReadonlySet<Area>;
  /** Hears every answer of a vendor as it came. */
  seeAnswer: SeeAnswer | undefined;
  /** As this machine tells, unless given. */
  onOneMount?: OnOneMount;
}

/** Looks at everything that the environment names, within ten seconds. Never throws. */
export async function examine(settings: DoctorSettings): Promise<Finding[]> {
  const { environment, isSandbox, areas, seeAnswer } = settings;
  const done = new AbortController();
  const late = lateAfter(WHOLE_MS, done.signal);
  const closing: (() => Promise<void>)[] = [];
  try {
    const sources = openSources(environment, seeAnswer, closing);
    const files = await readFiles(settings, sources.values);
    return await diagnose(
      {
        ...sources,
        ...files,
        environment: environment.findings,
        wrong: environment.wrong,
        ...hostOf(environment),
        isSandbox,
        now: Temporal.Now.instant(),
        late,
      },
      areas,
    );
  } finally {
    done.abort();
    await Promise.race([Promise.allSettled(closing.map((close) => close())), pause(CLOSE_MS, undefined, { ref: false })]);
  }
}

type Sources = Pick<Diagnosed, 'slack' | 'socket' | 'onCall' | 'database'> & { values: SealedValues | undefined };

function openSources(
  environment: PartialEnvironment,
  seeAnswer: SeeAnswer | undefined,
  closing: (() => Promise<void>)[],
): Sources {
  const { slack, appToken, pagerduty, database } = environment;
  const seen = seeAnswer && { seeAnswer };
  const bot = slack && openSlackProbe({ token: slack.botToken, apiUrl: slack.apiUrl, ...seen });
  const socket = slack && appToken && openSocketProbe({ token: appToken, apiUrl: slack.apiUrl, ...seen });
  const postgres = database && connect(database.url.reveal(), 4);
  for (const opened of [bot, socket, postgres]) if (opened) closing.push(() => opened.close());
  return {
    slack: bot,
    socket: socket?.probe,
    onCall: pagerduty && { ...openOnCall(pagerduty, seen), timelineFrom: environment.timelineFrom },
    database: postgres && postgresProbe(postgres, () => Temporal.Now.instant()),
    values: postgres && postgresSealedValues(postgres),
  };
}

function openOnCall(pagerduty: NonNullable<PartialEnvironment['pagerduty']>, seen: { seeAnswer: SeeAnswer } | undefined) {
  const { token, url, region, otherRegion, webhookSecrets } = pagerduty;
  // What the other region answers is no part of what the bot meets, so nobody hears it.
  const elsewhere = otherRegion && openOnCallProbe({ token, url: otherRegion.url }).probe;
  return { ...openOnCallProbe({ token, url, ...seen }), region, elsewhere, hasWebhookSecrets: webhookSecrets.length > 0 };
}

async function readFiles(
  { environment: { files, database }, isSandbox, onOneMount }: DoctorSettings,
  values: SealedValues | undefined,
): Promise<Pick<Diagnosed, 'key' | 'oldKey' | 'envFolder' | 'policy' | 'policyFile'> & { values: ValueProbe }> {
  const embedded = embeddedFolderOf(database?.url.reveal());
  const dataFolders = [resolve('.nightlatch'), ...(embedded === undefined ? [] : [embedded])];
  // A sandbox keeps all of it in one place, and nothing in it is worth a disc of its own.
  const databaseHere =
    embedded === undefined || isSandbox ? undefined : { folder: embedded, ...(onOneMount && { onOne: onOneMount }) };
  const [key, oldKey, envFolder, policy] = await Promise.all([
    lookAtKey(files.keyFile, dataFolders, databaseHere),
    lookAtKey(files.oldKeyFile, []),
    lookAtEnvFolder(files.envFiles),
    readPolicy(files.policyFile),
  ]);
  const keys = [key.key, oldKey.key].filter((one) => one !== undefined);
  return {
    key: key.file,
    oldKey: oldKey.file,
    envFolder,
    values: valueProbe(values, keys, envFolder.state === 'fine' ? files.envFiles : undefined),
    policy: policy.ok ? policy.policy : undefined,
    policyFile: policy.ok
      ? {
          ok: true,
          warnings: policy.warnings.map(printMistake),
          resources: policy.policy.resources.size,
          people: policy.policy.people.size,
        }
      : {
          ok: false,
          isThere: existsSync(files.policyFile),
          mistakes: policy.mistakes.map((mistake) => printMistake(withWholePath(mistake, files.policyFile))),
        },
  };
}

function hostOf({ ports, isSocketMode }: PartialEnvironment): Pick<Diagnosed, 'host' | 'ports' | 'checksSignatures'> {
  return {
    checksSignatures: !isSocketMode,
    host: hostProbe(),
    ports,
  };
}

function valueProbe(values: SealedValues | undefined, keys: readonly MasterKey[], envFiles: string | undefined): ValueProbe {
  const fromFiles = envFileSecrets(envFiles);
  return {
    async tryOpen(reference): Promise<ValueState> {
      try {
        if (reference.source === 'sealed')
          return values ? await trySealed(values, keys, reference.path) : { state: 'unavailable' };
        await fromFiles.read(reference);
        return { state: 'opens' };
      } catch (error) {
        return { state: error instanceof SecretUnavailable ? unkeyed(error.fault) : faultOf(error) };
      }
    },
  };
}

// An env file is under no key.
function unkeyed(fault: SecretFault): Exclude<SecretFault, 'wrong-key'> {
  return fault === 'wrong-key' ? 'damaged' : fault;
}

function faultOf(error: unknown): 'unavailable' {
  // A table that isn't there yet, or a right that is missing: the lines about the database say so.
  if (error instanceof StatementRefused) return 'unavailable';
  throw error;
}

// The folder of `nightlatch postgres`, whose socket lies beside its data, or, where no database is named, of `serve --embedded`. Other servers' data lies
// where we can't see it.
function embeddedFolderOf(address: string | undefined): string | undefined {
  const socket = address === undefined ? resolve('.nightlatch/postgres/socket') : URL.parse(address)?.searchParams.get('host');
  if (!socket?.startsWith('/')) return undefined;
  const folder = dirname(socket);
  return existsSync(join(folder, 'data', 'PG_VERSION')) ? folder : undefined;
}
