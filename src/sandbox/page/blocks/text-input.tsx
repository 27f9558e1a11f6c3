import type { KeyboardEvent, ReactNode } from 'react';
import type { InputProps } from './input-props.ts';

const types: Record<string, string> = { email_text_input: 'email', url_text_input: 'url' };

/** Text in one line or several. */
export function TextInput({ element, value, id, label, invalid, onChange, onDone }: InputProps): ReactNode {
  const held = { type: element.type, value: value?.value ?? null };
  const shared = {
    id,
    'aria-label': label,
    'aria-invalid': invalid,
    'data-action': element.action_id,
    placeholder: element.placeholder?.text,
    maxLength: element.max_length,
    value: String(held.value ?? ''),
    onChange: ({ target }: { target: { value: string } }) =>
      onChange({ ...held, value: target.value === '' ? null : target.value }),
  };
  if (element.multiline === true) return <textarea className="field" rows={3} {...shared} />;
  const finish = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || onDone === undefined) return;
    event.preventDefault();
    onDone(held);
  };
  const numeric = element.type === 'number_input' ? ({ inputMode: 'decimal' } as const) : {};
  return (
    <input
      className="field"
      type={types[element.type] ?? 'text'}
      {...numeric}
      autoComplete="off"
      {...shared}
      onKeyDown={finish}
    />
  );
}
