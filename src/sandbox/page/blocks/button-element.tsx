import { type ReactNode, useState } from 'react';
import { PlainText } from '../text/rich-text.tsx';
import { useActing } from './acting.ts';
import type { Element } from './block-kit.ts';

/** A button; pressed once, it waits for the answer before it can be pressed again. */
export function ButtonElement({ blockId, element }: { blockId: string; element: Element }): ReactNode {
  const { act } = useActing();
  const [busy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    await act(blockId, element);
    setBusy(false);
    if (element.url?.startsWith('http')) open(element.url, '_blank', 'noopener');
  };
  return (
    <button
      type="button"
      className={`button button-${element.style ?? 'plain'}`}
      aria-label={element.accessibility_label}
      aria-busy={busy}
      data-action={element.action_id}
      onClick={() => void press()}
    >
      <PlainText text={element.text?.text ?? ''} />
    </button>
  );
}
