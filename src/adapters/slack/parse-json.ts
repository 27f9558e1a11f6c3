/** What the text says; undefined where it isn't JSON, or where an object in it has a key that could reach a prototype. */
export function parseJson(text: string): unknown {
  let odd = false;
  try {
    const parsed: unknown = JSON.parse(text, (key, value: unknown) => {
      odd ||= key === '__proto__';
      return value;
    });
    return odd ? undefined : parsed;
  } catch {
    return undefined;
  }
}
