import { useState } from 'react';
import type { Form } from '../blocks/acting.ts';
import { firstValue, type InputValue, inputsOf, isEmpty, type KnownBlock } from '../blocks/block-kit.ts';

type Held = Record<string, Record<string, InputValue>>;

/** What a window's inputs hold, in the shape of Slack's `view.state.values`, and what is missing. */
export function useForm(
  blocks: KnownBlock[],
  told: Record<string, string>,
): { form: Form; read: () => Held; complain: () => boolean } {
  const [held, setHeld] = useState<Held>({});
  const [missing, setMissing] = useState<Record<string, string>>({});
  const heldBy: Form['heldBy'] = (blockId, element) => held[blockId]?.[element.action_id] ?? firstValue(element);
  const hold: Form['hold'] = (blockId, element, value) => {
    setHeld((old) => ({ ...old, [blockId]: { ...old[blockId], [element.action_id]: value } }));
    setMissing(({ [blockId]: _, ...others }) => others);
  };
  const read = (): Held => {
    const values: Held = {};
    for (const { blockId, element } of inputsOf(blocks)) {
      values[blockId] = { ...values[blockId], [element.action_id]: heldBy(blockId, element) };
    }
    return values;
  };
  const complain = (): boolean => {
    const required = inputsOf(blocks).filter(({ block }) => block.type === 'input' && block.optional !== true);
    const empty = required.filter(({ blockId, element }) => isEmpty(heldBy(blockId, element)));
    setMissing(Object.fromEntries(empty.map(({ blockId }) => [blockId, 'Please complete this required field.'])));
    return empty.length > 0;
  };
  return { form: { heldBy, hold, errors: { ...told, ...missing } }, read, complain };
}
