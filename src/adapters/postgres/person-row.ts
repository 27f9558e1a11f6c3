import type { Person, PersonLink } from '../../domain/person.ts';
import type { LinkOrigin, PersonLink as PersonLinkRow, Person as PersonRow } from './generated/client.ts';

const ORIGIN: Readonly<Record<LinkOrigin, PersonLink['madeBy']>> = { policy: 'policy', email: 'e-mail' };

/** Links in the order they are given out in. */
export const WITH_LINKS = { links: { orderBy: [{ provider: 'asc' as const }, { externalId: 'asc' as const }] } };

/** The person that a row and its links are. */
export function personOf(row: PersonRow & { links: PersonLinkRow[] }): Person {
  return { id: row.id, name: row.name, links: row.links.map(linkOf) };
}

function linkOf(row: PersonLinkRow): PersonLink {
  const link: PersonLink = {
    provider: row.provider,
    id: row.externalId,
    madeBy: ORIGIN[row.madeBy],
    suspended: row.suspendedAt !== null,
  };
  return row.addressSeen === null ? link : { ...link, addressSeen: row.addressSeen };
}
