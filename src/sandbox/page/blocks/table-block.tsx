import type { ReactNode } from 'react';
import { DrawnBlocks } from '../text/rich-text.tsx';
import type { Cell, KnownBlock } from './block-kit.ts';
import { keyed } from './keyed.ts';

/** A table as Slack shows it: the first row is its head. Where it is too wide it scrolls within itself. */
export function TableBlock({ block: { rows = [], column_settings: columns = [] } }: { block: KnownBlock }): ReactNode {
  const [head = [], ...body] = rows;
  const styleOf = (place: number) => {
    const { align = 'left', is_wrapped: wraps = false } = columns[place] ?? {};
    return { textAlign: align, whiteSpace: wraps ? 'normal' : 'nowrap' } as const;
  };
  return (
    <div className="block-table">
      <table>
        <thead>
          <tr>
            {withPlaces(head).map(({ key, item: cell, place }) => (
              <th key={key} scope="col" style={styleOf(place)}>
                <CellOf cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(body, (row) => JSON.stringify(row[0])).map(({ key: row, item: cells }) => (
            <tr key={row}>
              {withPlaces(cells).map(({ key, item: cell, place }) => (
                <td key={key} style={styleOf(place)}>
                  <CellOf cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function withPlaces(cells: Cell[]): { key: string; item: Cell; place: number }[] {
  return keyed(cells, (cell) => JSON.stringify(cell)).map((one, place) => ({ ...one, place }));
}

function CellOf({ cell }: { cell: Cell }): ReactNode {
  return cell.type === 'rich_text' ? <DrawnBlocks blocks={[cell]} /> : cell.text;
}
