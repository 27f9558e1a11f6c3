import type { ReactNode } from 'react';
import { type Option, optionsOf } from './block-kit.ts';
import type { InputProps } from './input-props.ts';

/** A select, which is the browser's own: it is what works best on a phone and with a keyboard. */
export function SelectInput({ element, value, id, label, invalid, onChange }: InputProps): ReactNode {
  const options = optionsOf(element);
  const chosen = value?.selected_option as Option | null | undefined;
  const choose = (wanted: string): void => {
    onChange({ type: element.type, selected_option: options.find((option) => option.value === wanted) ?? null });
  };
  return (
    <select
      className="field select"
      id={id}
      aria-label={label}
      aria-invalid={invalid}
      data-action={element.action_id}
      value={chosen?.value ?? ''}
      onChange={({ target }) => choose(target.value)}
    >
      <option value="" disabled>
        {element.placeholder?.text ?? 'Choose one'}
      </option>
      {element.option_groups ? (
        element.option_groups.map((group) => (
          <optgroup key={group.label.text} label={group.label.text}>
            <Options options={group.options} />
          </optgroup>
        ))
      ) : (
        <Options options={options} />
      )}
    </select>
  );
}

function Options({ options }: { options: Option[] }): ReactNode {
  return options.map((option) => (
    <option key={option.value} value={option.value}>
      {option.text.text}
    </option>
  ));
}
