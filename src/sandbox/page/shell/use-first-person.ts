import { useEffect, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { fetchState } from './calls.ts';
import type { Layout } from './layout.ts';

const retryMilliseconds = 1500;

/** Without anybody in the address, begins as the person on call; says when the sandbox can't be asked. */
export function useFirstPerson({ panes }: Layout, change: (change: Partial<Layout>) => void): { gone: boolean } {
  const [gone, setGone] = useState(false);
  const wanted = panes.length === 0;
  useEffect(() => {
    if (!wanted) return;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const begin = async (): Promise<void> => {
      try {
        const state = await fetchState(undefined);
        setGone(false);
        change({ panes: [{ as: firstOf(state), conversation: '' }] });
      } catch {
        setGone(true);
        retry = setTimeout(() => void begin(), retryMilliseconds);
      }
    };
    void begin();
    return () => clearTimeout(retry);
  }, [wanted, change]);
  return { gone };
}

function firstOf({ people, viewer }: PageState): string {
  return people.find(({ part }) => part === 'on call')?.id ?? viewer.id;
}
