import { createContext, useContext } from 'react';
import type { Confirm, Element, InputValue } from './block-kit.ts';

/** What the elements of a message or a window can do. */
export interface Acting {
  /** Presses or chooses, after the element's own confirmation; resolves when the sandbox has answered. */
  act: (blockId: string, element: Element, selected?: Record<string, unknown>) => Promise<void>;
  /** For windows: what the inputs hold. */
  form?: Form;
}

export interface Form {
  heldBy: (blockId: string, element: Element) => InputValue;
  hold: (blockId: string, element: Element, value: InputValue) => void;
  errors: Record<string, string>;
}

export const ActingContext = createContext<Acting>({ act: async () => undefined });

export function useActing(): Acting {
  return useContext(ActingContext);
}

/** Asks before an action that wants it; resolves to whether it was confirmed. */
export const ConfirmContext = createContext<(confirm: Confirm) => Promise<boolean>>(async () => true);

export function useConfirm(): (confirm: Confirm) => Promise<boolean> {
  return useContext(ConfirmContext);
}
