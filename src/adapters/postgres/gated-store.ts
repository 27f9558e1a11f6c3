import { type Store, StoreUnavailable } from '../../ports/store.ts';

/** A store that stays shut until the database behind it was found fit: nothing is read from or written to an unchecked one. */
export function gatedStore(store: Store): { store: Store; open(): void; isOpen(): boolean } {
  let isOpen = false;
  return {
    store: {
      async transaction(work) {
        if (!isOpen) throw new StoreUnavailable();
        return store.transaction(work);
      },
    },
    open() {
      isOpen = true;
    },
    isOpen: () => isOpen,
  };
}
