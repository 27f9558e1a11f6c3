import type { Command } from 'commander';
import { type KeyRotation, rotateKey } from '../../use-cases/rotate-key.ts';
import type { SecretNeeds } from './secret-needs.ts';
import { answering, CommandRefused, type Terminal } from './terminal.ts';

type WithNeeds = (work: (needs: SecretNeeds) => Promise<void>) => Promise<void>;

/** `nightlatch secret rotate-key`: seals everything under the key in use that is still under the one before it. */
export function rotateKeyCommand(secret: Command, withNeeds: WithNeeds, terminal: Terminal): void {
  secret
    .command('rotate-key')
    .description('Seal every value under NIGHTLATCH_KEY_FILE that is still under NIGHTLATCH_OLD_KEY_FILE')
    .action(() => answering(terminal, () => withNeeds((needs) => rotate(needs, terminal))));
}

async function rotate({ values, keys }: SecretNeeds, terminal: Terminal): Promise<void> {
  if (!keys) {
    throw new CommandRefused(
      'Nothing was changed: set NIGHTLATCH_KEY_FILE to the new key and NIGHTLATCH_OLD_KEY_FILE to the one in use until now.',
    );
  }
  if (keys.id === keys.oldId) throw new CommandRefused(`Nothing was changed: both files hold key ${keys.id}.`);
  const { done, left } = await rotateKey({ values, keyId: keys.id, anew: keys.anew }, terminal.operator);
  terminal.say(sayDone(done, left.length, keys.id));
  if (left.length === 0) {
    terminal.say(`Nothing is under another key. Keep key ${keys.oldId} as long as backups from before.`);
    // It can't be seen from here which key a running bot holds.
    if (done > 0) terminal.say(`A bot that was not restarted with key ${keys.id} shows none of these values: restart it now.`);
    return;
  }
  for (const one of left) terminal.say(sayLeft(one));
  terminal.endWith(1);
}

function sayDone(done: number, left: number, keyId: string): string {
  if (done === 0) return left === 0 ? 'Nothing was left to seal.' : 'Nothing was sealed anew.';
  return `Sealed ${done} ${done === 1 ? 'value' : 'values'} anew under key ${keyId}.`;
}

function sayLeft({ path, version, keyId, fault }: KeyRotation['left'][number]): string {
  const why = fault === 'damaged' ? `is damaged: set it anew, or remove it` : `is under key ${keyId}, which was not given`;
  return `Left: ${path}, version ${version}, ${why}.`;
}
