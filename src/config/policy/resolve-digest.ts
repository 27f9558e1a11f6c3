import type { DigestTimes, Policy } from '../../domain/policy.ts';
import type { Catalog } from './catalog.ts';
import { type Findings, isWritten, type Place } from './findings.ts';

const USUAL: DigestTimes = {
  day: 1,
  at: Temporal.PlainTime.from('09:00'),
  officeHours: { days: [1, 2, 3, 4, 5], from: Temporal.PlainTime.from('08:00'), to: Temporal.PlainTime.from('18:00') },
};

/** When the digest is posted, with every default filled in; office hours that end before they begin are a mistake. */
export function resolveDigest(catalog: Catalog, findings: Findings): Policy['digest'] {
  const written = catalog.main.digest;
  const hours = written?.officeHours;
  const officeHours = {
    days: [...new Set(hours?.days ?? USUAL.officeHours.days)].toSorted((a, b) => a - b),
    from: hours?.from ?? USUAL.officeHours.from,
    to: hours?.to ?? USUAL.officeHours.to,
  };
  checkHours(officeHours, { source: catalog.mainSource, path: ['digest', 'officeHours'] }, findings);
  return { day: written?.day ?? USUAL.day, at: written?.at ?? USUAL.at, officeHours };
}

function checkHours({ from, to }: DigestTimes['officeHours'], place: Place, findings: Findings): void {
  if (!isWritten(place) || Temporal.PlainTime.compare(from, to) < 0) return;
  const [start, end] = [from, to].map((time) => time.toString({ smallestUnit: 'minute' }));
  findings.mistake(place, `end at ${end}, which is not after ${start}, when they begin`);
}
