import { setTimeout as pause } from 'node:timers/promises';
import { readStoredPolicy } from '../../config/read-policy.ts';
import type { Policy } from '../../domain/policy.ts';
import { type Store, StoreUnavailable } from '../../ports/store.ts';

/** Everything that is kept, opened for one command. */
export interface HostStore {
  store: Store;
  close(): Promise<void>;
}

const RETRY_MS = 500;
const MOST_TRIES = 5;

/** Runs `work` on the store and closes it. */
export async function withStore<T>(load: () => Promise<HostStore>, work: (store: Store) => Promise<T>): Promise<T> {
  const { store, close } = await load();
  try {
    return await work(store);
  } finally {
    await close();
  }
}

/** Tries what may be done twice until the database answers, a few times. Throws the last StoreUnavailable. */
export async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries === MOST_TRIES) throw error;
      await pause(RETRY_MS);
    }
  }
}

/** The policy in force, as its stored text says it; undefined when there is none, or this version can't read it. Throws StoreUnavailable. */
export async function policyInForce(store: Store): Promise<Policy | undefined> {
  const text = await store.transaction(async (tx) => {
    const hash = await tx.policies.inForce();
    return hash === undefined ? undefined : tx.policies.textOf(hash);
  });
  const reading = text === undefined ? undefined : readStoredPolicy(text);
  return reading?.ok ? reading.policy : undefined;
}
