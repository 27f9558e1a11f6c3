import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), select:not([disabled]), textarea:not([disabled])';

/**
 * Moves the focus into what opened and keeps Tab inside; gives the focus back afterwards.
 * A person typing in another pane keeps the focus there.
 */
export function useFocusTrap(pane: string): { ref: RefObject<HTMLDivElement | null>; onKeyDown: (event: KeyboardEvent) => void } {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const elsewhere = before?.closest('[data-pane]')?.getAttribute('data-pane');
    if (elsewhere === undefined || elsewhere === null || elsewhere === pane) ref.current?.focus();
    return () => {
      if (document.activeElement !== document.body && !ref.current?.contains(document.activeElement)) return;
      // The rest of the pane is inert until this has been taken away.
      requestAnimationFrame(() => giveBack(before, pane));
    };
  }, [pane]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab' || ref.current === null) return;
    const stops = [...ref.current.querySelectorAll<HTMLElement>(focusable)].filter((stop) => stop.closest('[inert]') === null);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    const isAtEdge = document.activeElement === edge || (event.shiftKey && document.activeElement === ref.current);
    if (!isAtEdge && stops.length > 0) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  };
  return { ref, onKeyDown };
}

function giveBack(before: Element | null, pane: string): void {
  if (document.activeElement !== document.body) return;
  const there = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : undefined;
  (there ?? document.querySelector<HTMLElement>(`[data-pane="${pane}"] [data-testid=composer]`))?.focus({ preventScroll: true });
}
