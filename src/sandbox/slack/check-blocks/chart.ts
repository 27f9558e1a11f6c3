import { anything, byType, fields, list, number, required, string } from './checks.ts';
import type { Check } from './findings.ts';

const label = string(20);
const point = fields({ label: required(label), value: required(number) });
const series = list(fields({ name: required(label), data: required(list(point, { most: 20 })) }), { most: 6 });
const axes = fields({ categories: required(list(label, { most: 20 })), x_label: string(50), y_label: string(50) });
const lines = fields({ type: anything, series: required(series), axis_config: required(axes) });

/** A `data_visualization` block's own fields. */
export const chartFields: Record<string, Check> = {
  title: required(string(50)),
  chart: required(
    byType(
      { bar: lines, line: lines, area: lines, pie: fields({ type: anything, segments: required(list(point, { most: 6 })) }) },
      'chart',
    ),
  ),
};
