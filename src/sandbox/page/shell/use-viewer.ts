import { useEffect, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { fetchState } from './calls.ts';

/** What one viewer sees, kept up to date, and whether the sandbox can be reached at all. */
export interface Viewing {
  state: PageState | undefined;
  /** When `state` came, by the page's monotonic clock. */
  seenAt: number;
  gone: boolean;
}

const retryMilliseconds = 1500;

/** Follows a viewer's revisions; a lost connection is taken up again by itself. */
export function useViewer(as: string): Viewing {
  const [viewing, setViewing] = useState<Viewing>({ state: undefined, seenAt: 0, gone: false });
  useEffect(() => {
    setViewing((old) => ({ ...old, state: old.state?.viewer.id === as ? old.state : undefined }));
    return follow(as, {
      seen: (state) => setViewing({ state, seenAt: performance.now(), gone: false }),
      gone: () => setViewing((old) => ({ ...old, gone: true })),
    });
  }, [as]);
  return viewing;
}

interface Follower {
  seen: (state: PageState) => void;
  gone: () => void;
}

function follow(as: string, { seen, gone }: Follower): () => void {
  let stopped = false;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const refetch = oneAtATime(async () => {
    try {
      const state = await fetchState(as);
      if (!stopped) seen(state);
    } catch {
      if (!stopped) gone();
    }
  });
  const connect = (): void => {
    source = new EventSource(`/sandbox/events?as=${encodeURIComponent(as)}`);
    source.onopen = refetch;
    source.onmessage = refetch;
    source.onerror = () => {
      source?.close();
      gone();
      retry = setTimeout(connect, retryMilliseconds);
    };
  };
  connect();
  refetch();
  return () => {
    stopped = true;
    clearTimeout(retry);
    source?.close();
  };
}

/** Runs `work` at once; calls made meanwhile are made good by one more run. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  };
  return () => void run();
}
