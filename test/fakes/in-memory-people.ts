import type { Person, PersonLink, Provider } from '../../src/domain/person.ts';
import type { People } from '../../src/ports/people.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** People in memory. */
export function inMemoryPeople({ state, newId }: InMemoryTransaction): People {
  const holderOf = (provider: Provider, id: string) =>
    [...state.people.values()].find((person) => findLink(person, provider, id));
  const keep = (person: Person, links: readonly PersonLink[]): Person => {
    const kept = { ...person, links: links.toSorted(byPlace) };
    state.people.set(kept.id, kept);
    return kept;
  };
  const byName = (name: string) => [...state.people.values()].find((person) => person.name === name);
  const people: People = {
    byName: async (name) => byName(name),
    byLink: async (provider, id) => holderOf(provider, id),

    async keepFromPolicy(name, links) {
      const id = (byName(name) ?? keep({ id: newId(), name, links: [] }, [])).id;
      const wanted = (link: PersonLink) => links.some((one) => one.provider === link.provider && one.id === link.id);
      for (const { provider, id: externalId } of links) {
        const other = holderOf(provider, externalId);
        if (other && other.id !== id)
          keep(
            other,
            other.links.filter((link) => !isLink(link, provider, externalId)),
          );
      }
      const person = state.people.get(id) as Person;
      const others = person.links.filter((link) => link.madeBy !== 'policy' && !wanted(link));
      return keep(person, [...others, ...links.map((link) => policyLink(person, link))]);
    },

    async keepAllFromPolicy(all) {
      for (const [name, links] of all) await people.keepFromPolicy(name, links);
    },

    async addLink(person, link) {
      const holder = holderOf(link.provider, link.id);
      if (holder) return holder.id === person.id ? 'there' : 'taken';
      const kept = state.people.get(person.id) as Person;
      keep(kept, [...kept.links, { ...link, suspended: false }]);
      return 'added';
    },

    async suspendLink(provider, id) {
      const holder = holderOf(provider, id);
      if (!holder || findLink(holder, provider, id)?.suspended) return false;
      keep(
        holder,
        holder.links.map((link) => (isLink(link, provider, id) ? { ...link, suspended: true } : link)),
      );
      return true;
    },
  };
  return people;
}

function policyLink(person: Person, { provider, id }: { provider: Provider; id: string }): PersonLink {
  const there = findLink(person, provider, id);
  return there?.madeBy === 'policy' ? there : { provider, id, madeBy: 'policy', suspended: false };
}

function findLink(person: Person, provider: Provider, id: string): PersonLink | undefined {
  return person.links.find((link) => isLink(link, provider, id));
}

function isLink(link: PersonLink, provider: Provider, id: string): boolean {
  return link.provider === provider && link.id === id;
}

// As the database orders them: its enum lists Slack first.
function byPlace(a: PersonLink, b: PersonLink): number {
  if (a.provider !== b.provider) return a.provider === 'slack' ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
