import type { FaultKind } from '../domain/evidence.ts';
import { type OutagePace, outagePace } from '../domain/outage-pace.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { noteOutage, type OutageNeeds } from '../use-cases/note-outage.ts';

/** Puts the noting of outages around what asks a source, so that nothing inside knows of it. */
export interface NotingOutages {
  /** Every method of a port that asks this source. */
  source<Port extends object>(source: string, port: Port): Port;
  /** Resolves when nothing is being noted. */
  idle(): Promise<void>;
}

/** Notes in the store, beside whoever asks: nobody waits for it, and where the database doesn't answer the next call notes it. */
export function notingOutages(needs: OutageNeeds, monotonicMs: () => number): NotingOutages {
  const underWay = new Set<Promise<void>>();
  const paces = new Map<string, OutagePace>();
  const note = (source: string, fault: FaultKind | undefined) => {
    const pace = paces.get(source) ?? outagePace();
    paces.set(source, pace);
    if (!pace(fault === undefined ? 'up' : 'down', monotonicMs())) return;
    const noting = noteOutage(needs, source, fault)
      .catch((error: unknown) => needs.log.error('outage not noted', { source }, error))
      .finally(() => underWay.delete(noting));
    underWay.add(noting);
  };
  return {
    source: (source, port) => notedSource(port, (fault) => note(source, fault)),
    idle: async () => void (await Promise.all(underWay)),
  };
}

const ANSWERED: ReadonlySet<FaultKind> = new Set(['shape', 'not-there']);

function notedSource<Port extends object>(port: Port, note: (fault: FaultKind | undefined) => void): Port {
  const methods = Object.entries(port).map(([call, method]) => [
    call,
    async (...given: unknown[]) => {
      try {
        const answer = await method(...given);
        note(undefined);
        return answer;
      } catch (error) {
        // An answer that isn't understood, or says that something is gone, is an answer: it may be about one schedule alone.
        if (error instanceof SourceUnavailable && !ANSWERED.has(error.kind)) note(error.kind);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(methods) as Port;
}
