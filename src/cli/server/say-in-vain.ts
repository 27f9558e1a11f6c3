import { sayList } from '../../domain/say-list.ts';
import { StoreUnavailable } from '../../ports/store.ts';
import type { SecretNeeds } from './secret-needs.ts';
import type { Terminal } from './terminal.ts';

/** What keeps a value that was just stored from being shown: nothing reads it, or it is under another key than the rest. Says nothing of what can't be looked at. */
export async function sayInVain(stored: { path: string; keyId: string }, needs: SecretNeeds, terminal: Terminal): Promise<void> {
  const reading = await needs.readPaths?.();
  if (reading && !reading.paths.has(stored.path)) terminal.say(`No variable of ${reading.file} reads this.`);
  const warning = await otherKeys(stored, needs);
  if (warning !== undefined) terminal.prompt(`${warning}\n`);
}

async function otherKeys({ path, keyId }: { path: string; keyId: string }, needs: SecretNeeds): Promise<string | undefined> {
  const others = (await listed(needs)).filter((one) => one.path !== path);
  // While a key is rotated every bot opens both.
  const apart = others.filter((one) => one.keyId !== keyId && one.keyId !== needs.keys?.oldId);
  const [first, ...further] = new Set(apart.map((one) => one.keyId));
  if (first === undefined) return undefined;
  const who = apart.length === others.length ? 'The others' : 'Some of the others';
  const keys = further.length === 0 ? `key ${first}` : `keys ${sayList([first, ...further], 'and')}`;
  return (
    `${who} are under ${keys}; this one is under key ${keyId}.\n` +
    "A bot that runs with another key can't show it: give both the same NIGHTLATCH_KEY_FILE."
  );
}

// The value is stored by now: that is what was asked for.
async function listed({ values }: SecretNeeds): ReturnType<SecretNeeds['values']['list']> {
  try {
    return await values.list();
  } catch (error) {
    if (error instanceof StoreUnavailable) return [];
    throw error;
  }
}
