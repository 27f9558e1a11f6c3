import { providerLabel } from '../../../domain/provider.ts';
import { shiftsOfRotation } from '../../../domain/shifts-of-rotation.ts';
import { type OnCallSource, SourceUnavailable } from '../../../ports/on-call-source.ts';

/** Who is on call by the rotations of the policy's files: nothing outside is asked, so it answers while everything else is down. */
export function rotationOnCall(): OnCallSource {
  return {
    async shiftsOn(source, from, until) {
      if (source.provider !== 'rotation') throw new SourceUnavailable(LABEL, 'shape');
      try {
        return shiftsOfRotation(source.rotation, from, until).map(({ person, start, end }) => ({
          target: source.target,
          user: { provider: 'rotation', id: person, name: person },
          level: 1,
          ...{ start, end },
        }));
      } catch (error) {
        // The policy in force may name a zone that only the machine knew which checked it.
        if (error instanceof RangeError) throw new SourceUnavailable(LABEL, 'shape', { cause: error });
        throw error;
      }
    },
  };
}

const LABEL = providerLabel({ provider: 'rotation' });
