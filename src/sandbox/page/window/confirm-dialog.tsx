import { type ReactNode, useCallback, useId, useState } from 'react';
import type { Confirm } from '../blocks/block-kit.ts';
import { PlainText, Text } from '../text/rich-text.tsx';
import { useFocusTrap } from './use-focus-trap.ts';

interface Asked {
  confirm: Confirm;
  answer: (confirmed: boolean) => void;
}

/** The pane's confirmation: `ask` shows the dialog and resolves with the person's answer. */
export function useConfirmDialog(pane: string): {
  ask: (confirm: Confirm) => Promise<boolean>;
  dialog: ReactNode;
  isOpen: boolean;
} {
  const [asked, setAsked] = useState<Asked>();
  const ask = useCallback((confirm: Confirm) => new Promise<boolean>((answer) => setAsked({ confirm, answer })), []);
  const answer = (confirmed: boolean): void => {
    asked?.answer(confirmed);
    setAsked(undefined);
  };
  const dialog = asked && <ConfirmDialog pane={pane} confirm={asked.confirm} answer={answer} />;
  return { ask, dialog, isOpen: asked !== undefined };
}

interface DialogProps {
  pane: string;
  confirm: Confirm;
  answer: (confirmed: boolean) => void;
}

function ConfirmDialog({ pane, confirm, answer }: DialogProps): ReactNode {
  const title = useId();
  const { ref, onKeyDown } = useFocusTrap(pane);
  return (
    <div className="scrim scrim-confirm">
      <div
        ref={ref}
        className="dialog confirm"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={title}
        tabIndex={-1}
        data-testid="confirm"
        onKeyDown={(event) => {
          if (event.key === 'Escape') answer(false);
          onKeyDown(event);
        }}
      >
        <h3 id={title}>
          <PlainText text={confirm.title.text} />
        </h3>
        <Text of={confirm.text} />
        <div className="dialog-foot">
          <button type="button" className="button button-plain" onClick={() => answer(false)}>
            {confirm.deny.text}
          </button>
          <button type="button" className={`button button-${confirm.style ?? 'primary'}`} onClick={() => answer(true)}>
            {confirm.confirm.text}
          </button>
        </div>
      </div>
    </div>
  );
}
