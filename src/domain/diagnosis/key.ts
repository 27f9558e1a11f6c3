import type { Policy, SecretReference } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { type Finding, failure, note, ok, unknown, warning } from './finding.ts';

/** What can be seen of the key's file without its content. */
export type KeyFile =
  | { state: 'not-named' }
  /** `why` names the file and what is wrong with it, never its content. */
  | { state: 'refused'; why: string }
  | { state: 'closed'; path: string; keyId: string; mode: string; place: KeyPlace };

/** Where it lies, as far as that is unwise. */
export interface KeyPlace {
  /** The git work tree that it is in. */
  workTree?: string;
  /** The data folder or the embedded Postgres that it is in. */
  dataFolder?: string;
  /** The folder of the embedded Postgres that surely lies on the same mount. */
  mountOf?: string;
}

/** The key, against whether the policy needs one. */
export function judgeKeyFile(key: KeyFile, isNeeded: boolean): Finding[] {
  if (key.state === 'refused')
    return [failure('key', `The key can't be used: ${key.why}`, 'Mend the file, or name another in NIGHTLATCH_KEY_FILE.')];
  if (key.state === 'closed') {
    return [ok('key', `Key ${key.keyId} is in ${key.path}, closed to others (mode ${key.mode}).`), ...judgePlace(key.place)];
  }
  const make = 'Run nightlatch key create /etc/nightlatch/key, and set NIGHTLATCH_KEY_FILE to that file.';
  return [
    isNeeded
      ? failure('key', 'NIGHTLATCH_KEY_FILE names no key, so no sealed value can be shown.', make)
      : note('key', 'There is no key. None is needed as long as the policy names no sealed value.'),
  ];
}

/** The key before, which opens what isn't sealed anew yet; nothing where none is named. */
export function judgeOldKeyFile(key: KeyFile): Finding[] {
  if (key.state !== 'refused') return [];
  return [failure('key', `The old key can't be used: ${key.why}`, 'Mend the file, or leave NIGHTLATCH_OLD_KEY_FILE out.')];
}

function judgePlace({ workTree, dataFolder, mountOf }: KeyPlace): Finding[] {
  const move = 'Move it to a folder of its own, such as /etc/nightlatch, and set NIGHTLATCH_KEY_FILE.';
  return [
    ...(workTree === undefined
      ? []
      : [warning('key', `The key is inside the git work tree ${workTree}, where it could be committed.`, move)]),
    ...(dataFolder === undefined
      ? []
      : [warning('key', `The key is inside the data folder ${dataFolder}: a backup of it holds both key and values.`, move)]),
    // Inside the data folder it is on its mount anyway.
    ...(mountOf === undefined || dataFolder !== undefined ? [] : [onOneMount(mountOf)]),
  ];
}

function onOneMount(folder: string): Finding {
  return warning(
    'key',
    `The key is on one mount with the database in ${folder}: who loses it loses both, and a copy of it opens every value.`,
    "Keep a copy of the key where the database's backups are not, and move the key to another disc: then set NIGHTLATCH_KEY_FILE.",
  );
}

/** Whether a value can be had: under which key it is sealed, or why not. */
export type ValueState =
  | { state: 'opens'; keyId?: string }
  | { state: 'no-key' | 'wrong-key' | 'missing' | 'damaged' | 'unavailable' | 'no-folder' | 'readable-by-others' };

/** A value that resources name, and where from. */
export interface NamedValue {
  reference: SecretReference;
  /** `db-prod PGPASSWORD` */
  for: string[];
  /** Whether any of them is ever shown. */
  isShown: boolean;
}

/** Every value that a resource names, each once. */
export function valuesOf({ resources }: Policy): NamedValue[] {
  const named = new Map<string, NamedValue>();
  for (const { name: resource, variables } of resources.values()) {
    for (const { name, source, show } of variables.values()) {
      const key = `${source.source}:${source.path}`;
      const { isShown, for: before } = named.get(key) ?? { isShown: false, for: [] };
      named.set(key, { reference: source, for: [...before, `${resource} ${name}`], isShown: isShown || show !== 'never' });
    }
  }
  return [...named.values()];
}

/** The values that the policy names; `keyId` is the key's that new values are sealed under. */
export function judgeValues(values: readonly { value: NamedValue; is: ValueState }[], keyId: string | undefined): Finding[] {
  const open = values.filter(({ is }) => is.state === 'opens');
  const older = open.filter(({ is }) => is.state === 'opens' && is.keyId !== undefined && is.keyId !== keyId);
  return [
    ...(open.length > 0 ? [ok('key', open.length === 1 ? 'One value opens.' : `${open.length} values open.`)] : []),
    ...(older.length > 0
      ? [
          warning(
            'key',
            `Still sealed under the old key: ${sayList(
              older.map(({ value }) => value.reference.path),
              'and',
            )}.`,
            'Run nightlatch secret rotate-key; until then keep the old key and NIGHTLATCH_OLD_KEY_FILE.',
          ),
        ]
      : []),
    ...judgeAllClosed(values),
  ];
}

type Closed = Exclude<ValueState['state'], 'opens'>;
const SHARED: readonly Closed[] = ['no-key', 'unavailable', 'no-folder'];

const MOST_LINES = 10;

// Values that can't be had for one reason, which is none of their own, are told of in one line.
function judgeAllClosed(values: readonly { value: NamedValue; is: ValueState }[]): Finding[] {
  const closed = values.flatMap(({ value, is }) => (is.state === 'opens' ? [] : [{ value, state: is.state }]));
  const shared = closed.filter(({ state }) => SHARED.includes(state));
  const together = Map.groupBy(shared, ({ state, value }) => `${state} ${value.reference.source}`);
  const alone = closed.filter(({ state }) => !SHARED.includes(state));
  return [
    ...alone.slice(0, MOST_LINES).map(({ value, state }) => judgeClosed(value, state)),
    ...judgeMore(alone.slice(MOST_LINES).map(({ value }) => value.reference.path)),
    ...[...together.values()].flatMap((of) => {
      const [first] = of;
      return first ? [judgeClosed(merged(of.map(({ value }) => value)), first.state)] : [];
    }),
  ];
}

function judgeMore(paths: readonly string[]): Finding[] {
  if (paths.length === 0) return [];
  const says = `No value can be had for ${sayList(paths, 'and')}.`;
  return [failure('key', says, `Why is told for ${MOST_LINES} values at a time: mend those, and run this again.`)];
}

function merged(values: readonly NamedValue[]): NamedValue {
  const [first] = values as [NamedValue];
  const path = sayList(
    values.map(({ reference }) => reference.path),
    'and',
  );
  return {
    reference: { ...first.reference, path },
    for: values.length === 1 ? first.for : [],
    isShown: values.some(({ isShown }) => isShown),
  };
}

const UNAVAILABLE: Record<SecretReference['source'], string> = {
  sealed: 'The database must answer first: nightlatch doctor --only database says how it is.',
  'env-file': 'May this user read the file, and every folder before it?',
};

function judgeClosed({ reference: { source, path }, for: of, isShown }: NamedValue, state: Closed): Finding {
  const what = of.length === 0 ? `${source} ${path}` : `${source} ${path} (${sayList(of, 'and')})`;
  const put = source === 'sealed' ? `Run nightlatch secret set ${path}` : 'Put it into the file, as NAME=value.';
  switch (state) {
    case 'missing':
      return isShown
        ? failure('key', `${what} has no value.`, put)
        : warning('key', `${what} has no value, though it is never shown.`, put);
    case 'damaged':
      return failure(
        'key',
        `${what} is damaged and can't be opened.`,
        `${put}. Has somebody changed the row or the file by hand?`,
      );
    case 'wrong-key':
      return failure(
        'key',
        `${what} is sealed under another key than the one given.`,
        `Give that key in NIGHTLATCH_OLD_KEY_FILE, or: ${put}`,
      );
    case 'no-key':
      return failure(
        'key',
        `${what} can't be opened without a key.`,
        'Set NIGHTLATCH_KEY_FILE to the key that it was sealed under, a file closed to others (chmod 400).',
      );
    case 'no-folder':
      return failure(
        'key',
        `${what}: no folder of env files is named.`,
        'Set NIGHTLATCH_ENV_FILES to the folder that they lie in.',
      );
    case 'readable-by-others':
      return failure('key', `${what}: others than its owner may read the file.`, 'Run chmod 400 on the file, as its owner.');
    case 'unavailable':
      return unknown('key', `${what} couldn't be looked at.`, UNAVAILABLE[source]);
  }
}
