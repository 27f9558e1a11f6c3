/** A map that throws when it is changed, of frozen values. */
export function frozenMap<Key, Value>(entries: Iterable<readonly [Key, Value]>): ReadonlyMap<Key, Value> {
  return sealed(new Map([...entries].map(([key, value]) => [key, deepFrozen(value)])), ['set', 'delete', 'clear']);
}

/** A set that throws when it is changed. */
export function frozenSet<Value>(values: Iterable<Value>): ReadonlySet<Value> {
  return sealed(new Set(values), ['add', 'delete', 'clear']);
}

/** `value` and all plain objects and lists in it, frozen. Maps and sets must be frozen ones already. */
export function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const field of Object.values(value)) deepFrozen(field);
  return Object.freeze(value);
}

function sealed<Collection extends object>(collection: Collection, methods: readonly string[]): Collection {
  for (const method of methods) {
    const refuse = () => {
      throw new TypeError('the policy is frozen');
    };
    // Not enumerable: equality in tests and logs sees only the content.
    Object.defineProperty(collection, method, { value: refuse, enumerable: false });
  }
  return Object.freeze(collection);
}
