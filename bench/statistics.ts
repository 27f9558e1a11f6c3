/** A distribution by its ends that matter; all in the unit of what was measured. */
export interface Summary {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** The smallest value that at least that share of the values does not exceed (nearest rank). Throws RangeError for no values. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0 || !(share > 0 && share <= 1)) throw new RangeError(`no ${share} of ${values.length} values`);
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] as number;
}

/** The middle value, or the mean of the two in the middle. Throws RangeError for no values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] as number) + (sorted[Math.ceil(half)] as number)) / 2;
}

/** Throws RangeError for no values. */
export function summary(values: readonly number[]): Summary {
  return {
    count: values.length,
    p50: percentile(values, 0.5),
    p99: percentile(values, 0.99),
    max: percentile(values, 1),
  };
}

/** How many values are above the bound. */
export function countOver(values: readonly number[], bound: number): number {
  return values.filter((value) => value > bound).length;
}
