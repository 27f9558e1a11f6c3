import { useRef } from 'react';

// A composer goes when its conversation is left; what was sent there stays for the page's life.
const sentIn = new Map<string, string[]>();

/** What this viewer sent here before, for arrow up and down. */
export function useTypedHistory({ as, channel }: { as: string; channel: string }) {
  const key = `${as}@${channel}`;
  const back = useRef(0);
  const sent = (): string[] => sentIn.get(key) ?? [];
  const at = (): string | undefined => (back.current === 0 ? undefined : sent().at(-back.current));
  return {
    add: (text: string): void => {
      if (sent().at(-1) !== text) sentIn.set(key, [...sent(), text]);
      back.current = 0;
    },
    older: (): string | undefined => {
      back.current = Math.min(back.current + 1, sent().length);
      return at();
    },
    newer: (): string => {
      back.current = Math.max(0, back.current - 1);
      return at() ?? '';
    },
  };
}
