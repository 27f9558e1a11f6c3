import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Draft } from './draft.ts';
import { suggestionsFor, type TypedBy } from './suggestions.ts';

/** What is typed into the composer and what is offered for it. `draft`, once put in, is reported as taken. */
export function useTyping(by: TypedBy, draft: Draft | undefined, onDraftTaken: () => void) {
  const ref = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState({ text: '', recalled: false, open: false });
  const [active, setActive] = useState(-1);
  const put = (text: string, recalled = false): void => {
    setTyped({ text, recalled, open: !recalled });
    setActive(!recalled && suggestionsFor(text, by)[0]?.isMention === true ? 0 : -1);
    ref.current?.focus();
  };
  useEffect(() => {
    if (draft === undefined) return;
    setTyped({ text: draft.text, recalled: false, open: false });
    ref.current?.focus();
    onDraftTaken();
  }, [draft, onDraftTaken]);
  const suggestions = typed.open ? suggestionsFor(typed.text, by) : [];
  /** Whether the key was meant for the list. */
  const pressInList = ({ key }: KeyboardEvent): boolean => {
    if (suggestions.length === 0) return false;
    const chosen = suggestions[key === 'Tab' && active < 0 ? 0 : active];
    if (key === 'Escape') setTyped({ ...typed, open: false });
    else if (key === 'ArrowDown') setActive((active + 1) % suggestions.length);
    else if (key === 'ArrowUp') setActive(active <= 0 ? suggestions.length - 1 : active - 1);
    else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) put(chosen.text);
    else return false;
    return true;
  };
  const leave = (): void => setTyped((old) => ({ ...old, open: false }));
  const restore = (text: string): void => setTyped((old) => (old.text === '' ? { text, recalled: false, open: false } : old));
  return { ref, ...typed, active, suggestions, put, restore, pressInList, leave };
}
