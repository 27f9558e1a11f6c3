import { arrayOr, isJsonObject, objectOr } from '../../json.ts';
import { all, anything, byType, fields, list, number, required, string } from './checks.ts';
import type { Check } from './findings.ts';

const label = string(20);
const point = fields({ label: required(label), value: required(number) });
const series = list(fields({ name: required(label), data: required(list(point, { most: 20 })) }), { most: 6 });
const axes = fields({ categories: required(list(label, { most: 20 })), x_label: string(50), y_label: string(50) });

/** Series have names of their own, and each a point for every category and no other, in any order. */
const seriesFitAxes: Check = (value, at, findings) => {
  const { series: lines, axis_config: axis } = value as { series?: unknown; axis_config?: unknown };
  const categories = arrayOr(objectOr(axis).categories).map(String).toSorted().join('\n');
  const names = new Set<unknown>();
  for (const [index, line] of arrayOr(lines).filter(isJsonObject).entries()) {
    if (names.has(line.name)) findings.add('series names must be unique', `${at}/series/${index}/name`);
    names.add(line.name);
    const labels = arrayOr(line.data).map((one) => String(objectOr(one).label));
    if (labels.toSorted().join('\n') !== categories)
      findings.add('labels must match axis_config.categories', `${at}/series/${index}/data`);
  }
};

const lines = all(fields({ type: anything, series: required(series), axis_config: required(axes) }), seriesFitAxes);

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
