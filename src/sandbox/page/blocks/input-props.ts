import type { Element, InputValue } from './block-kit.ts';

/** What every input is given; `label` is its accessible name when no visible label has `id`. */
export interface InputProps {
  element: Element;
  value?: InputValue | undefined;
  id?: string;
  label?: string;
  invalid?: boolean;
  onChange: (value: InputValue) => void;
  /** For text in one line that the app wants to hear of: Enter was pressed, which then submits nothing. */
  onDone?: ((value: InputValue) => void) | undefined;
}
