import type { ReactNode } from 'react';
import type { Suggestion } from './suggestions.ts';

interface SuggestionListProps {
  id: string;
  suggestions: Suggestion[];
  active: number;
  choose: (text: string) => void;
}

/** The commands or people offered above the composer. */
export function SuggestionList({ id, suggestions, active, choose }: SuggestionListProps): ReactNode {
  return (
    <div id={id} className="suggestions" role="listbox" aria-label="Suggestions" hidden={suggestions.length === 0}>
      {suggestions.map(({ text, name, says }, place) => (
        <div
          key={text}
          id={`${id}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === active}
          className="suggestion"
          // Pressing must not take the focus out of the composer.
          onMouseDown={(event) => {
            event.preventDefault();
            choose(text);
          }}
        >
          <code>{name}</code>
          <span>{says}</span>
        </div>
      ))}
    </div>
  );
}
