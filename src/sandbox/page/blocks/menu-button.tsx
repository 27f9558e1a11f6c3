import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';

/** What a menu offers. */
export interface MenuItem {
  key: string;
  text: string;
}

interface MenuButtonProps {
  label: string;
  className: string;
  items: MenuItem[];
  choose: (key: string) => void;
  /** The button's sign. */
  children: ReactNode;
}

/** A button that opens a menu; choosing or leaving it closes it again. */
export function MenuButton({ label, className, items, choose, children }: MenuButtonProps): ReactNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const take = (key: string): void => {
    setOpen(false);
    button.current?.focus();
    choose(key);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the focus leave the button and the menu.
    <div className="menu-place" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && <Menu label={label} items={items} choose={take} leave={() => setOpen(false)} />}
    </div>
  );
}

interface MenuProps extends Pick<MenuButtonProps, 'label' | 'items' | 'choose'> {
  leave: () => void;
}

function Menu({ label, items, choose, leave }: MenuProps): ReactNode {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % stops.length)?.focus();
  };
  return (
    <div className="menu" role="menu" aria-label={label} onKeyDown={move} ref={begin}>
      {items.map(({ key, text }) => (
        <button key={key} type="button" role="menuitem" className="menu-item" onClick={() => choose(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}

/** Moves the menu to the side where the pane has room for it, and the focus into it. */
function begin(menu: HTMLDivElement | null): void {
  if (menu === null) return;
  const edge = menu.closest('.pane')?.getBoundingClientRect().left ?? 0;
  if (menu.getBoundingClientRect().left < edge) menu.classList.add('menu-rightward');
  menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
}
