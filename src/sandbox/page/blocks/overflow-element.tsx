import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useActing } from './acting.ts';
import type { Element, Option } from './block-kit.ts';

/** The "more" menu of a block. */
export function OverflowElement({ blockId, element }: { blockId: string; element: Element }): ReactNode {
  const { act } = useActing();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const choose = (option: Option): void => {
    setOpen(false);
    button.current?.focus();
    void act(blockId, element, { type: 'overflow', selected_option: option });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the focus leave the button and the menu.
    <div className="overflow" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}>
      <button
        ref={button}
        type="button"
        className="button button-plain button-icon"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        ⋯
      </button>
      {open && <Menu options={element.options ?? []} choose={choose} leave={() => setOpen(false)} />}
    </div>
  );
}

function Menu({ options, choose, leave }: { options: Option[]; choose: (option: Option) => void; leave: () => void }): ReactNode {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.focus();
  };
  return (
    <div
      className="menu"
      role="menu"
      onKeyDown={move}
      ref={(menu) => menu?.querySelector<HTMLElement>('[role=menuitem]')?.focus()}
    >
      {options.map((option) => (
        <button key={option.value} type="button" role="menuitem" className="menu-item" onClick={() => choose(option)}>
          {option.text.text}
        </button>
      ))}
    </div>
  );
}
