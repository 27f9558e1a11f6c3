import { useEffect, useState } from 'react';
import type { InputsOfPage } from '../../page-api.ts';
import type { Form } from '../blocks/acting.ts';
import { complaintAbout, firstValue, type InputValue, inputsOf, type KnownBlock } from '../blocks/block-kit.ts';

type Held = Record<string, Record<string, InputValue>>;

interface FormOf {
  blocks: KnownBlock[];
  /** What the sandbox knows the inputs to hold. */
  inputs: InputsOfPage;
  /** What a submission was answered with. */
  told: Record<string, string>;
}

/** What a view's inputs hold, in the shape of Slack's `view.state.values`, and what is wrong with them. */
export function useForm({ blocks, inputs, told }: FormOf): { form: Form; read: () => Held; complain: () => boolean } {
  const [held, setHeld] = useState<Held>({});
  const [wrong, setWrong] = useState<Record<string, string>>({});
  useEffect(() => setHeld((old) => stillThere(old, blocks)), [blocks]);
  const heldBy: Form['heldBy'] = (blockId, element) => {
    const known = inputs[blockId]?.[element.action_id] as InputValue | undefined;
    return held[blockId]?.[element.action_id] ?? known ?? firstValue(element);
  };
  const hold: Form['hold'] = (blockId, element, value) => {
    setHeld((old) => ({ ...old, [blockId]: { ...old[blockId], [element.action_id]: value } }));
    setWrong(({ [blockId]: _, ...others }) => others);
  };
  const read = (): Held => {
    const values: Held = {};
    for (const { blockId, element } of inputsOf(blocks)) {
      values[blockId] = { ...values[blockId], [element.action_id]: heldBy(blockId, element) };
    }
    return values;
  };
  const complain = (): boolean => {
    const found = inputsOf(blocks).flatMap(({ block, blockId, element }) => {
      const complaint = complaintAbout(heldBy(blockId, element), block, element);
      return complaint === undefined ? [] : [[blockId, complaint] as const];
    });
    setWrong(Object.fromEntries(found));
    return found.length > 0;
  };
  return { form: { heldBy, hold, errors: { ...told, ...wrong } }, read, complain };
}

// An input that comes back after it was gone begins anew, as in Slack.
function stillThere(held: Held, blocks: KnownBlock[]): Held {
  const ids = new Set(inputsOf(blocks).map(({ blockId }) => blockId));
  const kept = Object.entries(held).filter(([blockId]) => ids.has(blockId));
  return kept.length === Object.keys(held).length ? held : Object.fromEntries(kept);
}
