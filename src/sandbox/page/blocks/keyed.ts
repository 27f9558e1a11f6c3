/** Items with keys of their own that stay when equal items come twice. */
export function keyed<Item>(items: Item[], name: (item: Item) => string): { key: string; item: Item }[] {
  const times = new Map<string, number>();
  return items.map((item) => {
    const said = name(item);
    const time = (times.get(said) ?? 0) + 1;
    times.set(said, time);
    return { key: `${said}#${time}`, item };
  });
}
