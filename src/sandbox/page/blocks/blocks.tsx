import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { DrawnBlocks, Text, type TextObject } from '../text/rich-text.tsx';
import { AlertBlock } from './alert-block.tsx';
import type { KnownBlock } from './block-kit.ts';
import { ChartBlock } from './chart-block.tsx';
import { ElementOf } from './element-of.tsx';
import { InputBlock } from './input-block.tsx';
import { keyed } from './keyed.ts';
import { TableBlock } from './table-block.tsx';

/** Block Kit as Slack would show it; what the page can't draw is a grey box that says so. */
export function Blocks({ blocks }: { blocks: Block[] }): ReactNode {
  return (
    <div className="blocks">
      {blocks.map((block, place) => (
        <OneBlock key={block.block_id ?? place} block={block as KnownBlock} />
      ))}
    </div>
  );
}

const drawnByLibrary = ['rich_text', 'image'];

function OneBlock({ block }: { block: KnownBlock }): ReactNode {
  if (drawnByLibrary.includes(block.type)) return <DrawnBlocks blocks={[{ ...block, block_id: undefined }]} />;
  switch (block.type) {
    case 'section':
      return <SectionBlock block={block} />;
    case 'header':
      return <h4 className="block-header">{block.text && <Text of={block.text} />}</h4>;
    case 'divider':
      return <hr className="block-divider" />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'actions':
      return <ActionsBlock block={block} />;
    case 'input':
      return <InputBlock block={block} />;
    case 'alert':
      return <AlertBlock block={block} />;
    case 'table':
      return <TableBlock block={block} />;
    case 'data_visualization':
      return <ChartBlock block={block} />;
    default:
      return <p className="block-unsupported">A “{block.type}” block, which this page can't draw</p>;
  }
}

function SectionBlock({ block: { block_id: blockId = '', text, fields, accessory } }: { block: KnownBlock }): ReactNode {
  return (
    <div className="block-section">
      <div className="block-section-text">
        {text && <Text of={text} />}
        {fields && (
          <div className="block-fields">
            {keyed(fields, ({ text }) => text).map(({ key, item: field }) => (
              <div key={key}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="block-accessory">
          <ElementOf blockId={blockId} element={accessory} />
        </div>
      )}
    </div>
  );
}

function ContextBlock({ block }: { block: KnownBlock }): ReactNode {
  const elements = (block.elements ?? []) as unknown as (TextObject & { alt_text?: string })[];
  return (
    <div className="block-context">
      {keyed(elements, ({ text }) => text).map(({ key, item: element }) => (
        <div key={key}>{element.alt_text ?? <Text of={element} />}</div>
      ))}
    </div>
  );
}

function ActionsBlock({ block }: { block: KnownBlock }): ReactNode {
  return (
    <div className="block-actions">
      {(block.elements ?? []).map((element, place) => (
        <ElementOf key={element.action_id ?? place} blockId={block.block_id ?? ''} element={element} />
      ))}
    </div>
  );
}
