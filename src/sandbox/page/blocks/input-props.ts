import type { Element, InputValue } from './block-kit.ts';

/** What every input is given; `label` is its accessible name when no visible label has `id`. */
export interface InputProps {
  element: Element;
  value?: InputValue | undefined;
  id?: string;
  label?: string;
  invalid?: boolean;
  onChange: (value: InputValue) => void;
  /** For text in one line: Enter was pressed. */
  onDone?: ((value: InputValue) => void) | undefined;
}
