import type { ReactNode } from 'react';
import { CloseIcon } from '../shell/icons.tsx';
import { type Option, optionsOf } from './block-kit.ts';
import type { InputProps } from './input-props.ts';

/** Several options of many: what is chosen as tokens, and the browser's own select to add one. */
export function MultiSelectInput({ element, value, id, label, invalid, onChange }: InputProps): ReactNode {
  const chosen = (value?.selected_options ?? []) as Option[];
  const left = optionsOf(element).filter((option) => chosen.every((one) => one.value !== option.value));
  const isFull = chosen.length >= (element.max_selected_items ?? Number.POSITIVE_INFINITY);
  const sayWhatIsLeft = (): string => {
    if (left.length === 0) return 'All are chosen';
    if (isFull) return 'No more can be chosen';
    return chosen.length > 0 ? 'Add another' : (element.placeholder?.text ?? 'Choose some');
  };
  const hold = (options: Option[]): void => onChange({ type: element.type, selected_options: options });
  const add = (wanted: string): void => hold([...chosen, ...left.filter((option) => option.value === wanted)]);
  return (
    <div className="tokens">
      {chosen.length > 0 && (
        <ul className="tokens-list" aria-label="Chosen">
          {chosen.map((option) => (
            <li key={option.value} className="token">
              {option.text.text}
              <button
                type="button"
                className="token-out"
                aria-label={`Take out ${option.text.text}`}
                onClick={() => hold(chosen.filter((one) => one !== option))}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
      <select
        className="field select"
        id={id}
        aria-label={label}
        aria-invalid={invalid}
        data-action={element.action_id}
        disabled={isFull || left.length === 0}
        value=""
        onChange={({ target }) => add(target.value)}
      >
        <option value="" disabled>
          {sayWhatIsLeft()}
        </option>
        {left.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text.text}
          </option>
        ))}
      </select>
    </div>
  );
}
