import { type ReactNode, useEffect, useState } from 'react';
import { CloseIcon } from './icons.tsx';

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

/** A note that stays away once dismissed, until there is another. */
export function useDismissible(text: string | undefined): [string | undefined, () => void] {
  const [dismissed, setDismissed] = useState<string>();
  useEffect(() => {
    if (text === undefined) setDismissed(undefined);
  }, [text]);
  return [text === dismissed ? undefined : text, () => setDismissed(text)];
}
