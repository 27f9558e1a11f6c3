import { type ReactNode, useState } from 'react';

interface LeverButtonProps {
  testid: string;
  label?: string;
  press: () => Promise<void>;
  children: ReactNode;
}

/** A lever's button; it waits for the sandbox before it can be pressed again. */
export function LeverButton({ testid, label, press, children }: LeverButtonProps): ReactNode {
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    await press();
    setBusy(false);
  };
  return (
    <button
      type="button"
      className="button button-plain button-lever"
      data-testid={testid}
      aria-label={label}
      aria-busy={busy}
      onClick={() => void start()}
    >
      {children}
    </button>
  );
}
