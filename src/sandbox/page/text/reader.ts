import { createContext, useContext } from 'react';

/** Whoever reads: names for the ids in a text, their time zone, and the world's time. */
export interface Reader {
  timeZone: string;
  now: () => Date;
  users: { id: string; name: string }[];
  channels: { id: string; name: string }[];
  /** User groups, by their handles. */
  groups: { id: string; name: string }[];
}

export const ReaderContext = createContext<Reader>({
  timeZone: 'UTC',
  now: () => new Date(0),
  users: [],
  channels: [],
  groups: [],
});

export function useReader(): Reader {
  return useContext(ReaderContext);
}
