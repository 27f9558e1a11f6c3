import type { DatabaseGates, DatabaseSettings, SchemaState } from '../database-facts.ts';
import { type Finding, failure, note, ok, unknown, warning } from './finding.ts';

const OLDEST_VERSION = 150_000;
const AS_MEMBER = 'Connect as a plain login that is a member of nightlatch_app: docs/install.md shows how to make one.';

const NOBODY: [says: string, mend: string] = [
  'Nothing answers where DATABASE_URL points.',
  'Is Postgres running, and are host and port in DATABASE_URL right? May this machine reach it?',
];

const UNREACHABLE: Record<string, [says: string, mend: string]> = {
  DatabaseNotReachable: NOBODY,
  ECONNREFUSED: NOBODY,
  ENOENT: ["The socket in DATABASE_URL isn't there.", 'Is Postgres running, and is the folder after host= right?'],
  '28P01': ["The database doesn't take the password in DATABASE_URL.", 'Correct it, or set it anew: ALTER ROLE … PASSWORD …'],
  '28000': [
    'The database lets this login in from nowhere here.',
    "Look at the server's pg_hba.conf, and at TLS (sslmode) in DATABASE_URL.",
  ],
  '3D000': ["The database that DATABASE_URL names isn't there.", 'Correct the name, or make it as docs/install.md shows.'],
  '42501': ['The login in DATABASE_URL lacks rights that the bot needs.', AS_MEMBER],
};
const PASSING: Record<string, string> = {
  '57P03': 'The database is starting up or shutting down.',
  '53300': 'The database has no connection left to give.',
};

// Statements that were cut off, connections that never came about, and those that ended without a word.
const SILENT = new Set(['ETIMEDOUT', 'deadline', '57014', 'unknown', 'ECONNRESET', 'P2010']);

/** That the database can't be reached, by the code of why. */
export function judgeUnreachable(code: string): Finding {
  const known = UNREACHABLE[code];
  if (known) return failure('database', ...known);
  const says =
    PASSING[code] ??
    (SILENT.has(code) ? "The database didn't answer in time." : `The database refuses to be looked at (${code}).`);
  return unknown(
    'database',
    says,
    'Try again. If it stays so, look at its log, the network between, and sslmode in DATABASE_URL.',
  );
}

/** The server and the role that is connected to it. */
export function judgeSettings(settings: DatabaseSettings): Finding[] {
  const { version, role, synchronousCommit } = settings;
  const release = Math.floor(version / 10_000);
  return [
    version < OLDEST_VERSION
      ? failure('database', `Postgres ${release} is too old.`, 'Nightlatch needs 15 or newer.')
      : ok('database', `Postgres ${release} answers.`),
    judgeRole(settings) ?? ok('database', `The role ${role} is a plain member of nightlatch_app.`),
    ...judgeOpenToAll(settings.openToAll),
    synchronousCommit === 'off'
      ? failure(
          'database',
          'synchronous_commit is off: a value could be shown whose row is lost in a crash.',
          'Set it to on: ALTER DATABASE … SET synchronous_commit = on; look for it in ALTER ROLE and postgresql.conf too.',
        )
      : ok('database', 'Commits are kept once they are answered (synchronous_commit).'),
  ];
}

function judgeOpenToAll(name: string | undefined): Finding[] {
  if (name === undefined) return [];
  const says = `Every login of the server may connect to the database ${name} (PUBLIC may).`;
  // The grant first: without it the bot itself would be shut out.
  const mend = `As its owner: GRANT CONNECT ON DATABASE ${name} TO nightlatch_app; REVOKE ALL ON DATABASE ${name} FROM PUBLIC;`;
  return [warning('database', says, mend)];
}

function judgeRole({ role, isPowerful, isMember, owns }: DatabaseSettings): Finding | undefined {
  if (isPowerful)
    return failure('database', `The role ${role} is a superuser or may make roles, so it could change the log.`, AS_MEMBER);
  if (owns) return failure('database', `The role ${role} owns the tables, so it could change the log.`, AS_MEMBER);
  if (!isMember)
    return failure(
      'database',
      `The role ${role} has no rights to the tables.`,
      `GRANT nightlatch_app TO ${role}; as an administrator.`,
    );
  return undefined;
}

/** The schema, against what this version was made for. */
export function judgeSchema({ behind, ahead }: SchemaState): Finding {
  if (ahead.length > 0) {
    return failure(
      'database',
      `The schema is ${ahead.length} ahead of this version.`,
      'Run a newer nightlatch, or restore a backup from before.',
    );
  }
  if (behind.length > 0) {
    return failure('database', `The schema is ${behind.length} behind.`, 'Run nightlatch migrate, with DATABASE_OWNER_URL.');
  }
  return ok('database', 'The schema is the one that this version was made for.');
}

/** Whether the one clock is the shipped one; in a sandbox another is allowed. */
export function judgeShippedClock(isShipped: boolean, isSandbox: boolean): Finding {
  if (isShipped) return ok('database', 'The clock of the database is the one that was shipped.');
  if (isSandbox) return note('database', 'The clock of the database is one that can be moved, as a sandbox may have.');
  return failure(
    'database',
    'nightlatch.now() is not the one that was shipped: whoever moved it could make grants last.',
    'A sandbox? Then nightlatch doctor --sandbox. Otherwise restore a backup, or as the owner: CREATE OR REPLACE FUNCTION … with the body from prisma/migrations/0001_unlock.',
  );
}

/** Lockdown, the log's head, and which policy is in force, against the file's hash where the file could be read. */
export function judgeGates(
  { policyInForce, lockdown, head }: DatabaseGates,
  fileHash: string | undefined,
  timezone: string,
): Finding[] {
  const since = lockdown?.since
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
  return [
    head.fits
      ? ok('database', `The log's head is entry ${head.seq.toLocaleString('en-US')}.`)
      : failure(
          'database',
          "The log's head is not its newest entry's.",
          'Run nightlatch audit verify, and keep a copy of the database.',
        ),
    ...(lockdown
      ? [
          warning(
            'database',
            `Everything is locked down since ${since} by ${lockdown.by}: ${lockdown.reason}`,
            `${lockdown.isByOwner ? 'Another' : 'Any'} owner lifts it in Slack: /nightlatch lift`,
          ),
        ]
      : []),
    ...(fileHash === undefined ? [] : [judgeInForce(policyInForce, fileHash)]),
  ];
}

function judgeInForce(inForce: string | undefined, fileHash: string): Finding {
  if (inForce === undefined)
    return note('policy', 'No policy is in force yet: the first start of the bot puts the file in force.');
  if (inForce === fileHash) return ok('policy', 'The policy in force is the one in the file.');
  return warning(
    'policy',
    `Another policy is in force (${inForce.slice(0, 12)}) than the one in the file (${fileHash.slice(0, 12)}).`,
    "A running bot takes a changed file within seconds. If it doesn't, this file was in force before: nightlatch policy apply",
  );
}
