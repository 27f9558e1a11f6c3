/** One thing in which a policy differs from the one before, in words for people; `opensMore`: somebody may get more by it, or get it easier. */
export interface PolicyChange {
  text: string;
  opensMore: boolean;
}

/** What something says of itself, and whether saying something else opens more. */
export interface Facet<Of> {
  /** In front of what it says now: `now lasts at most`. */
  now: string;
  says(of: Of): string;
  opensMore(before: Of, after: Of): boolean;
}

/** Every facet that says something else now. */
export function changesIn<Of>(facets: readonly Facet<Of>[], before: Of, after: Of): PolicyChange[] {
  return facets.flatMap((facet) => {
    const [was, is] = [facet.says(before), facet.says(after)];
    if (was === is) return [];
    return [{ text: `${facet.now} ${is} (was ${was})`, opensMore: facet.opensMore(before, after) }];
  });
}

/** Names that are in `after` alone, in `before` alone, and in both. */
export function comparedNames<Of>(before: ReadonlyMap<string, Of>, after: ReadonlyMap<string, Of>) {
  return {
    added: [...after].filter(([name]) => !before.has(name)),
    removed: [...before].filter(([name]) => !after.has(name)),
    kept: [...after].flatMap(([name, now]) => {
      const was = before.get(name);
      return was === undefined ? [] : [{ name, was, now }];
    }),
  };
}

/** Those of `after` that `before` hasn't. */
export function newIn(before: readonly string[], after: readonly string[]): string[] {
  const known = new Set(before);
  return after.filter((one) => !known.has(one));
}

/** Whether there are any. */
export function hasNew(before: readonly string[], after: readonly string[]): boolean {
  return newIn(before, after).length > 0;
}
