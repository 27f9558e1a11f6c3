import type { Provider } from '../domain/provider.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';

/** Every source that a target may name, as one. */
export function onCallSources(sources: Readonly<Record<Provider, OnCallSource>>): OnCallSource {
  return { shiftsOn: (source, from, until) => sources[source.provider].shiftsOn(source, from, until) };
}
