import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MasterKey } from '../../../domain/master-key.ts';
import type { SealedValue } from '../../../ports/sealed-values.ts';

const CIPHER = 'aes-256-gcm';
const VERSION_TAG = 'nightlatch-sealed-1';
const [KEY, NONCE, TAG] = [32, 12, 16];
// Without it Node takes a tag of four bytes for a tag.
const OPTIONS = { authTagLength: TAG };

/** What a value that was opened is, or why it could not be. `value` is the caller's to zero. */
export type Opened = { value: Buffer } | { fault: 'wrong-key' | 'damaged' };

/** Seals `value` under a fresh data key, which `key` wraps; both are bound to path, version and key. `value` stays the caller's to zero. */
export function seal(value: Uint8Array, { path, version }: { path: string; version: number }, key: MasterKey): SealedValue {
  const bound = boundTo(path, version, key.id);
  const dataKey = randomBytes(KEY);
  try {
    const ciphertext = encrypt(value, dataKey, bound);
    return { path, version, keyId: key.id, wrappedKey: encrypt(dataKey, key.reveal(), bound), ciphertext };
  } finally {
    dataKey.fill(0);
  }
}

/** Opens what `seal` made. Anything that was changed, or comes from another row, is `damaged`. */
export function openSealed(sealed: SealedValue, key: MasterKey): Opened {
  if (sealed.keyId !== key.id) return { fault: 'wrong-key' };
  const bound = boundTo(sealed.path, sealed.version, sealed.keyId);
  const dataKey = decrypt(sealed.wrappedKey, key.reveal(), bound);
  try {
    const value = dataKey?.length === KEY ? decrypt(sealed.ciphertext, dataKey, bound) : undefined;
    return value ? { value } : { fault: 'damaged' };
  } finally {
    dataKey?.fill(0);
  }
}

/** The same value sealed under another key. What doesn't open says why. */
export function sealAnew(
  sealed: SealedValue,
  from: MasterKey,
  to: MasterKey,
): { value: SealedValue } | { fault: 'wrong-key' | 'damaged' } {
  const opened = openSealed(sealed, from);
  if ('fault' in opened) return opened;
  try {
    return { value: seal(opened.value, sealed, to) };
  } finally {
    opened.value.fill(0);
  }
}

// A list, since joined strings collide: `a/b` + `c` and `a` + `b/c`.
function boundTo(path: string, version: number, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION_TAG, path, version, keyId]));
}

/** nonce ‖ ciphertext ‖ tag */
function encrypt(plain: Uint8Array, key: Uint8Array, bound: Buffer): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, OPTIONS).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when the tag doesn't fit; nothing of the plaintext leaves before it was checked. */
function decrypt(sealed: Uint8Array, key: Uint8Array, bound: Buffer): Buffer | undefined {
  if (sealed.length < NONCE + TAG) return undefined;
  const [nonce, body, tag] = [sealed.subarray(0, NONCE), sealed.subarray(NONCE, -TAG), sealed.subarray(-TAG)];
  const decipher = createDecipheriv(CIPHER, key, nonce, OPTIONS).setAAD(bound).setAuthTag(tag);
  const plain = decipher.update(body);
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}
