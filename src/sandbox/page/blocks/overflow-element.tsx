import type { ReactNode } from 'react';
import { useActing } from './acting.ts';
import type { Element } from './block-kit.ts';
import { MenuButton } from './menu-button.tsx';

/** The "more" menu of a block. */
export function OverflowElement({ blockId, element }: { blockId: string; element: Element }): ReactNode {
  const { act } = useActing();
  const options = element.options ?? [];
  const choose = (value: string): void => {
    const chosen = options.find((option) => option.value === value);
    void act(blockId, element, { type: 'overflow', selected_option: chosen });
  };
  return (
    <MenuButton
      label="More actions"
      className="button button-plain button-icon"
      items={options.map(({ value, text }) => ({ key: value, text: text.text }))}
      choose={choose}
    >
      ⋯
    </MenuButton>
  );
}
