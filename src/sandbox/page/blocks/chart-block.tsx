import type { ReactNode } from 'react';
import { DrawnBlocks } from '../text/rich-text.tsx';
import type { Chart, KnownBlock } from './block-kit.ts';

type Series = NonNullable<Chart['series']>[number];

/** A bar chart, each bar with its number; in words for those who don't see it. Other charts are drawn by the library. */
export function ChartBlock({ block }: { block: KnownBlock }): ReactNode {
  const { title = '', chart } = block;
  if (chart?.type !== 'bar' || chart.series === undefined) return <DrawnBlocks blocks={[{ ...block, block_id: undefined }]} />;
  const { series, axis_config: axis } = chart;
  const categories = axis?.categories ?? [];
  const most = Math.max(1, ...series.flatMap(({ data }) => data.map(({ value }) => value)));
  return (
    <figure className="block-chart">
      <figcaption>{title}</figcaption>
      <ul className="chart-legend" aria-hidden="true">
        {series.map(({ name }, place) => (
          <li key={name}>
            <span className={`chart-swatch chart-series-${place}`} />
            {name}
          </li>
        ))}
      </ul>
      <div className="chart-plot" role="img" aria-label={`${title}. ${inWords(series, categories)}`}>
        {categories.map((category) => (
          <div className="chart-group" key={category}>
            <div className="chart-bars">
              {series.map((one, place) => (
                <Bar key={one.name} value={valueAt(one, category)} most={most} place={place} />
              ))}
            </div>
            <span className="chart-label">{category}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}

function Bar({ value, most, place }: { value: number; most: number; place: number }): ReactNode {
  return (
    <div className="chart-bar">
      <span className="chart-value">{value === 0 ? '' : value}</span>
      <div
        className={`chart-column chart-series-${place}`}
        style={{ height: `calc(var(--plot) * ${Math.max(value, 0) / most})` }}
      />
    </div>
  );
}

function valueAt({ data }: Series, category: string): number {
  return data.find(({ label }) => label === category)?.value ?? 0;
}

function inWords(series: Series[], categories: string[]): string {
  return categories
    .map((category) => `${category}: ${series.map((one) => `${one.name} ${valueAt(one, category)}`).join(', ')}`)
    .join('; ');
}
