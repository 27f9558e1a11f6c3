import { useEffect, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { fetchState } from './calls.ts';
import type { Layout } from './layout.ts';

const retryMilliseconds = 1500;
const roomForThree = '(min-width: 1240px)';

/** Without anybody in the address, begins as the person on call and, where there is room, with two others beside; says when the sandbox can't be asked. */
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
        const others = matchMedia(roomForThree).matches ? othersIn(state) : [];
        change({ panes: [firstOf(state), ...others].map((as) => ({ as, conversation: '' })) });
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

// Whoever is refused, and whoever may agree.
function othersIn(state: PageState): string[] {
  const first = firstOf(state);
  const parts = ['off call', 'owner'].map((part) => state.people.find((one) => one.part === part && one.id !== first)?.id);
  return parts.filter((id) => id !== undefined);
}

function firstOf({ people, viewer }: PageState): string {
  return people.find(({ part }) => part === 'on call')?.id ?? viewer.id;
}
