import type { PersonName } from '../domain/names.ts';
import type { Person, PersonLink, Provider } from '../domain/person.ts';

/** Persons and their links, within a transaction. */
export interface People {
  byName(name: PersonName): Promise<Person | undefined>;
  /** Whose account that is at the provider, a suspended link included. */
  byLink(provider: Provider, id: string): Promise<Person | undefined>;
  /** The person of that name, made if there was none, with exactly these policy links: policy links not named here are removed, and links that other persons had to these ids move here. */
  keepFromPolicy(name: PersonName, links: readonly { provider: Provider; id: string }[]): Promise<Person>;
  /** The same for many at once, whatever their number; locked in the order of their names. */
  keepAllFromPolicy(people: ReadonlyMap<PersonName, readonly { provider: Provider; id: string }[]>): Promise<void>;
  /** Adds a link. `there`: the person had one to that id already, as it was. `taken`: another person has it. Nothing is written then. */
  addLink(person: Person, link: Omit<PersonLink, 'suspended'>): Promise<'added' | 'there' | 'taken'>;
  /** Suspends a link that isn't; false when it was already (or is gone), so that it is told once. */
  suspendLink(provider: Provider, id: string): Promise<boolean>;
}
