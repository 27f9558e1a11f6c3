import type { ReactNode } from 'react';
import { Text } from '../text/rich-text.tsx';
import type { KnownBlock } from './block-kit.ts';

const names: Record<string, string> = { info: 'Note', success: 'Done', warning: 'Warning', error: 'Error' };

/** A window's alert; its level is a word for those who see no colour. */
export function AlertBlock({ block }: { block: KnownBlock }): ReactNode {
  const level = block.level !== undefined && block.level in names ? block.level : 'info';
  return (
    <div className={`block-alert block-alert-${level}`} role="status">
      <span className="block-alert-level">{names[level]}</span>
      {block.text && <Text of={block.text} />}
    </div>
  );
}
