/** As JSON that says the same wherever it is read, and in which nothing moves a terminal's cursor: names come from elsewhere, and JSON escapes C0 alone. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, escaped);
}

function escaped(mark: string): string {
  // Some are pairs of code units, each of which JSON wants by itself.
  const units = Array.from({ length: mark.length }, (_, at) => mark.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
