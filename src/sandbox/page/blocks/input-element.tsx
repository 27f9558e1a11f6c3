import type { ReactNode } from 'react';
import { useReader } from '../text/reader.ts';
import { firstValue, type InputValue, textInputs } from './block-kit.ts';
import { CheckboxesInput, RadioInput } from './choice-inputs.tsx';
import type { InputProps } from './input-props.ts';
import { MultiSelectInput } from './multi-select-input.tsx';
import { SelectInput } from './select-input.tsx';
import { TextInput } from './text-input.tsx';

/** An input by its type. */
export function InputElement(props: InputProps): ReactNode {
  const { element } = props;
  const given = { ...props, value: props.value ?? firstValue(element) };
  if (textInputs.includes(element.type)) return <TextInput {...given} />;
  switch (element.type) {
    case 'static_select':
      return <SelectInput {...given} />;
    case 'multi_static_select':
      return <MultiSelectInput {...given} />;
    case 'users_select':
      return <UsersInput {...given} />;
    case 'checkboxes':
      return <CheckboxesInput {...given} />;
    case 'radio_buttons':
      return <RadioInput {...given} />;
    case 'timepicker':
      return <TimeOrDateInput {...given} kind="time" />;
    case 'datepicker':
      return <TimeOrDateInput {...given} kind="date" />;
    default:
      return <span className="block-unsupported">A “{element.type}”, which this page can't draw</span>;
  }
}

type Given = InputProps & { value: InputValue };

function TimeOrDateInput({ kind, element, value, id, label, invalid, onChange }: Given & { kind: 'time' | 'date' }): ReactNode {
  const field = `selected_${kind}`;
  return (
    <input
      className="field field-short"
      type={kind}
      id={id}
      aria-label={label}
      aria-invalid={invalid}
      value={String(value[field] ?? '')}
      onChange={({ target }) => onChange({ type: element.type, [field]: target.value === '' ? null : target.value })}
    />
  );
}

function UsersInput({ element, value, id, label, invalid, onChange }: Given): ReactNode {
  const { users } = useReader();
  return (
    <select
      className="field select"
      id={id}
      aria-label={label}
      aria-invalid={invalid}
      value={String(value.selected_user ?? '')}
      onChange={({ target }) => onChange({ type: element.type, selected_user: target.value === '' ? null : target.value })}
    >
      <option value="">{element.placeholder?.text ?? 'Choose a person'}</option>
      {users.map((user) => (
        <option key={user.id} value={user.id}>
          {user.name}
        </option>
      ))}
    </select>
  );
}
