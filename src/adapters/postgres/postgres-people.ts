import type { Person, PersonLink, Provider } from '../../domain/person.ts';
import type { People } from '../../ports/people.ts';
import { Prisma } from './generated/client.ts';
import { personOf, WITH_LINKS } from './person-row.ts';
import type { Statements } from './statements.ts';

/** Persons and their links. */
export function postgresPeople(statements: Statements): People {
  const byId = async (id: string): Promise<Person> =>
    personOf(await statements.models((client) => client.person.findUniqueOrThrow({ where: { id }, include: WITH_LINKS })));
  return {
    async byName(name) {
      const row = await statements.models((client) => client.person.findUnique({ where: { name }, include: WITH_LINKS }));
      return row ? personOf(row) : undefined;
    },

    async byLink(provider, id) {
      const where = { provider_externalId: { provider, externalId: id } };
      const include = { person: { include: WITH_LINKS } };
      const link = await statements.models((client) => client.personLink.findUnique({ where, include }));
      return link ? personOf(link.person) : undefined;
    },

    async keepFromPolicy(name, links) {
      await statements.run(Prisma.sql`INSERT INTO people (name) VALUES (${name}) ON CONFLICT DO NOTHING`);
      // Locked, so that two replicas reading a policy at once don't mix their links.
      const [row] = await statements.rows<{ id: string }>(
        Prisma.sql`SELECT id FROM people WHERE name = ${name} FOR NO KEY UPDATE`,
      );
      const { id } = row as { id: string };
      await removeOtherPolicyLinks(statements, id, links);
      for (const link of links) await setPolicyLink(statements, id, link);
      return byId(id);
    },

    keepAllFromPolicy: (people) => keepAll(statements, people),

    async addLink(person, link) {
      if (await insertLink(statements, person, link)) return 'added';
      const where = { provider_externalId: { provider: link.provider, externalId: link.id } };
      const there = await statements.models((client) => client.personLink.findUnique({ where }));
      return there?.personId === person.id ? 'there' : 'taken';
    },

    async suspendLink(provider, id) {
      const changed = await statements.run(Prisma.sql`
        UPDATE person_links SET suspended_at = nightlatch.now()
        WHERE provider = ${provider}::provider AND external_id = ${id} AND suspended_at IS NULL`);
      return changed === 1;
    },
  };
}

// The same statements as for one, each over all of them.
async function keepAll(statements: Statements, people: Parameters<People['keepAllFromPolicy']>[0]): Promise<void> {
  const names = [...people.keys()];
  const links = [...people].flatMap(([name, theirs]) => theirs.map((link) => ({ name, ...link })));
  const linked = Prisma.sql`
    SELECT p.id AS person_id, l.provider::provider AS provider, l.external_id
    FROM unnest(${links.map(({ name }) => name)}::text[], ${links.map(({ provider }) => provider)}::text[], ${links.map(({ id }) => id)}::text[])
      AS l(name, provider, external_id) JOIN people p ON p.name = l.name`;
  await statements.run(Prisma.sql`INSERT INTO people (name) SELECT unnest(${names}::text[]) ORDER BY 1 ON CONFLICT DO NOTHING`);
  await statements.run(Prisma.sql`SELECT 1 FROM people WHERE name = ANY(${names}::text[]) ORDER BY name FOR NO KEY UPDATE`);
  await statements.run(Prisma.sql`
    DELETE FROM person_links k USING people p WHERE k.person_id = p.id AND p.name = ANY(${names}::text[]) AND k.made_by = 'policy'
      AND NOT EXISTS (SELECT FROM (${linked}) l WHERE (l.person_id, l.provider, l.external_id) = (k.person_id, k.provider, k.external_id))`);
  await statements.run(Prisma.sql`
    INSERT INTO person_links AS kept (provider, external_id, person_id, made_by)
    SELECT provider, external_id, person_id, 'policy' FROM (${linked}) l ORDER BY provider, external_id
    ON CONFLICT (provider, external_id) DO UPDATE SET ${MOVED} WHERE ${IS_OTHER}`);
}

// The map in the policy wins; but a link that it already said, and that was suspended since, stays suspended.
const MOVED = Prisma.sql`person_id = excluded.person_id, made_by = excluded.made_by, made_at = excluded.made_at, address_seen = NULL, suspended_at = NULL`;
const IS_OTHER = Prisma.sql`(kept.person_id, kept.made_by) <> (excluded.person_id, excluded.made_by)`;

function removeOtherPolicyLinks(
  statements: Statements,
  personId: string,
  links: readonly { provider: Provider; id: string }[],
): Promise<number> {
  return statements.run(Prisma.sql`
    DELETE FROM person_links WHERE person_id = ${personId}::uuid AND made_by = 'policy' AND (provider::text, external_id) NOT IN (
      SELECT * FROM unnest(${links.map((link) => link.provider)}::text[], ${links.map((link) => link.id)}::text[])
    )`);
}

function setPolicyLink(statements: Statements, personId: string, link: { provider: Provider; id: string }): Promise<number> {
  return statements.run(Prisma.sql`
    INSERT INTO person_links AS kept (provider, external_id, person_id, made_by)
    VALUES (${link.provider}::provider, ${link.id}, ${personId}::uuid, 'policy')
    ON CONFLICT (provider, external_id) DO UPDATE SET ${MOVED} WHERE ${IS_OTHER}`);
}

async function insertLink(statements: Statements, person: Person, link: Omit<PersonLink, 'suspended'>): Promise<boolean> {
  const added = await statements.run(Prisma.sql`
    INSERT INTO person_links (provider, external_id, person_id, made_by, address_seen)
    VALUES (${link.provider}::provider, ${link.id}, ${person.id}::uuid, ${link.madeBy}::link_origin, ${link.addressSeen ?? null}::text)
    ON CONFLICT DO NOTHING`);
  return added === 1;
}
