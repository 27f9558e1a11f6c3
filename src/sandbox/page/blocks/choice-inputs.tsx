import { type ReactNode, useId } from 'react';
import { Text } from '../text/rich-text.tsx';
import type { Option } from './block-kit.ts';
import type { InputProps } from './input-props.ts';

/** Any number of options. */
export function CheckboxesInput({ element, value, label, onChange }: InputProps): ReactNode {
  const chosen = (value?.selected_options ?? []) as Option[];
  const isChosen = (option: Option): boolean => chosen.some((one) => one.value === option.value);
  const toggle = (option: Option): void => {
    const next = (element.options ?? []).filter((one) => isChosen(one) !== (one.value === option.value));
    onChange({ type: element.type, selected_options: next });
  };
  return (
    <fieldset className="choices" aria-label={label}>
      {(element.options ?? []).map((option) => (
        <Choice key={option.value} kind="checkbox" option={option} chosen={isChosen(option)} choose={() => toggle(option)} />
      ))}
    </fieldset>
  );
}

/** One option of several. */
export function RadioInput({ element, value, label, onChange }: InputProps): ReactNode {
  const chosen = value?.selected_option as Option | null | undefined;
  return (
    <div className="choices" role="radiogroup" aria-label={label}>
      {(element.options ?? []).map((option) => (
        <Choice
          key={option.value}
          kind="radio"
          option={option}
          chosen={option.value === chosen?.value}
          choose={() => onChange({ type: element.type, selected_option: option })}
        />
      ))}
    </div>
  );
}

interface ChoiceProps {
  kind: 'checkbox' | 'radio';
  option: Option;
  chosen: boolean;
  choose: () => void;
}

function Choice({ kind, option, chosen, choose }: ChoiceProps): ReactNode {
  const id = useId();
  return (
    <label className="choice" htmlFor={id}>
      <input id={id} type={kind} checked={chosen} onChange={choose} />
      <span>
        <Text of={option.text} />
        {option.description && (
          <span className="choice-description">
            <Text of={option.description} />
          </span>
        )}
      </span>
    </label>
  );
}
