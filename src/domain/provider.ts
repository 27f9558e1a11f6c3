import type { FaultKind } from './evidence.ts';
import type { SourceKey } from './names.ts';
import type { Target, TargetSource } from './policy.ts';

/** Who says who is on call. */
export type Provider = TargetSource['provider'];

/** What a person is told it is called. */
export function providerLabel(source: Pick<TargetSource, 'provider'>): string {
  return source.provider === 'pagerduty' ? 'PagerDuty' : 'the rotation file';
}

/** The same for all targets that ask the same of the same source: one call is enough for them. */
export function sourceKey(source: TargetSource): SourceKey {
  if (source.provider === 'rotation') return `rotation ${source.rotation.name}`;
  const [[kind, id] = []] = Object.entries(source.of);
  return `pagerduty ${kind} ${id}, ${source.levels}${source.countPermanent ? ' and permanent' : ''}`;
}

/** Whether PagerDuty may be asked about the target. */
export function asksPagerDuty({ sources, fallback }: Target): boolean {
  return [...sources, fallback].some((source) => source?.provider === 'pagerduty');
}

/** Who answered, where it wasn't just PagerDuty. */
export interface AnsweredBy {
  provider: Provider;
  insteadOf?: InsteadOf;
}

/** That a source's fallback answered in its place. */
export interface InsteadOf {
  provider: Provider;
  fault: FaultKind;
}
