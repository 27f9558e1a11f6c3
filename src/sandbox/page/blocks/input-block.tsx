import { type ReactNode, useId } from 'react';
import { PlainText } from '../text/rich-text.tsx';
import { useActing } from './acting.ts';
import type { InputValue, KnownBlock } from './block-kit.ts';
import { InputElement } from './input-element.tsx';

const grouped = ['checkboxes', 'radio_buttons'];

/** An input with its label, hint and what is wrong with it. */
export function InputBlock({ block }: { block: KnownBlock }): ReactNode {
  const { act, form } = useActing();
  const id = useId();
  const { element, label, hint, block_id: blockId = '' } = block;
  if (!element) return null;
  const error = form?.errors[blockId];
  const change = (value: InputValue): void => form?.hold(blockId, element, value);
  const report = (value: InputValue): void => {
    if (block.dispatch_action === true) void act(blockId, element, value);
  };
  const isText = element.type.endsWith('_input');
  const isToldAsTyped = element.dispatch_action_config?.trigger_actions_on?.includes('on_character_entered') === true;
  return (
    <div className="block-input">
      <label className="block-label" htmlFor={grouped.includes(element.type) ? undefined : id}>
        <PlainText text={label?.text ?? ''} />
        {block.optional === true && <span className="optional"> (optional)</span>}
      </label>
      <InputElement
        element={element}
        id={id}
        {...(grouped.includes(element.type) ? { label: label?.text ?? '' } : {})}
        value={form?.heldBy(blockId, element)}
        invalid={error !== undefined}
        onChange={(value) => {
          change(value);
          if (!isText || isToldAsTyped) report(value);
        }}
        onDone={isText && block.dispatch_action === true ? report : undefined}
      />
      {error !== undefined && (
        <p className="block-error" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p className="block-hint">
          <PlainText text={hint.text} />
        </p>
      )}
    </div>
  );
}
