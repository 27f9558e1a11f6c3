import type { ReactNode } from 'react';
import { useActing } from './acting.ts';
import type { Element, InputValue } from './block-kit.ts';
import { ButtonElement } from './button-element.tsx';
import { InputElement } from './input-element.tsx';
import { OverflowElement } from './overflow-element.tsx';

/** An element of an actions block or beside a section: using it is an action at once. */
export function ElementOf({ blockId, element }: { blockId: string; element: Element }): ReactNode {
  const { act, form } = useActing();
  if (element.type === 'button') return <ButtonElement blockId={blockId} element={element} />;
  if (element.type === 'overflow') return <OverflowElement blockId={blockId} element={element} />;
  if (element.type === 'image') return <span className="plain">{element.alt_text}</span>;
  const choose = (value: InputValue): void => {
    form?.hold(blockId, element, value);
    void act(blockId, element, value);
  };
  const label = element.placeholder?.text ?? element.action_id;
  return <InputElement element={element} value={form?.heldBy(blockId, element)} label={label} onChange={choose} />;
}
