import { useMemo } from 'react';
import type { PageState } from '../../page-api.ts';
import type { Reader } from '../text/reader.ts';

/** The reader of a pane; `bots` are the names of those who aren't people. */
export function useReaderOf(state: PageState, seenAt: number): Reader & { bots: string[] } {
  return useMemo(() => {
    const authors = state.conversations.flatMap(({ messages }) => messages.map(({ from }) => from));
    const users = new Map([...authors, ...state.people].map(({ id, name }) => [id, { id, name }]));
    const bots = authors.filter(({ bot }) => bot).map(({ name }) => name);
    return {
      timeZone: state.viewer.timezone,
      now: () => worldTime(state, seenAt),
      users: [...users.values()],
      channels: state.conversations.map(({ id, name }) => ({ id, name })),
      groups: state.world.groups.map(({ id, handle }) => ({ id, name: handle })),
      bots: [...new Set(['Nightlatch', ...bots])],
    };
  }, [state, seenAt]);
}

/** The world's time now: what the sandbox said, plus what has passed since. */
export function worldTime(state: PageState, seenAt: number): Date {
  return new Date(Date.parse(state.world.now) + performance.now() - seenAt);
}
