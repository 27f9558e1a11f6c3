import { type ReactNode, useEffect, useState } from 'react';
import { call } from './calls.ts';
import { CloseIcon } from './icons.tsx';

const shownMilliseconds = 8_000;

/** A note in front of the pane: what Slack itself says, or what the sandbox refused. */
export function Toast({ text, from, leave }: { text: string; from: 'Slack' | 'Sandbox'; leave: () => void }): ReactNode {
  return (
    <div className="toast" role="alert" data-testid="notice">
      <span className="toast-from">{from}</span>
      <p>{text}</p>
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={leave}>
        <CloseIcon />
      </button>
    </div>
  );
}

/** Slack's note to this person until it is dismissed or was here for a while; the sandbox forgets it with that. */
export function useNotice(as: string, text: string | undefined): [string | undefined, () => void] {
  const [left, setLeft] = useState<string>();
  useEffect(() => {
    setLeft(undefined);
    if (text === undefined) return;
    const leaving = setTimeout(() => void call('dismiss', { as }), shownMilliseconds);
    return () => clearTimeout(leaving);
  }, [as, text]);
  const leave = (): void => {
    setLeft(text);
    void call('dismiss', { as });
  };
  return [text === left ? undefined : text, leave];
}
