import { describe, expect, test } from 'vitest';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProcess, looks, notes, textFor } from './a-policy-process.ts';

describe('a note about a policy file that is', () => {
  test('broken in many ways is told with the first three reasons, and how to see the rest', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await one.write(
      textFor('first')
        .replace('owners: [carol]', 'owners: [karol]')
        .replace('title: first', 'titel: first')
        .replace('rules: [{', 'rules: [{ grant: { atMost: 900h },')
        .replace('when: { member: sre }', 'when: { member: sree }')
        .replace('sealed: db/password', 'sealed: ../password'),
    );
    await looks(one, 2);
    const note = (await notes(store)).find(({ kind }) => kind === 'policy-broken');
    const [first, second, third, ...others] = note?.kind === 'policy-broken' ? note.places : [];
    expect([first, third, others, note]).toMatchObject([
      'nightlatch.yml:3: what stands here is no person or group',
      'nightlatch.yml:9: 900h is over the limit of 24h',
      [],
      { more: 2 },
    ]);
    expect(second).toMatch(/^nightlatch\.yml:8: unknown key; did you mean title\? \(allowed here: title, /);
  });

  test('broken with a reason that is long is told with as much of it as a message should have', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await one.write(textFor('first').replace('rules: [{ name: members,', 'rules: [{ nmae: members,'));
    await looks(one, 2);
    const note = (await notes(store)).find(({ kind }) => kind === 'policy-broken');
    const lengths = note?.kind === 'policy-broken' ? note.places.map((place) => place.length) : [];
    expect(lengths).toEqual([expect.any(Number), 160]);
  });

  test('broken with what may be a secret is told without it', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await one.write(textFor('first').replace('{ sealed: db/password }', 'canary-7Qm2-nightlatch-do-not-use'));
    await looks(one, 2);
    const note = (await notes(store)).find(({ kind }) => kind === 'policy-broken');
    expect(note).toMatchObject({
      places: ['nightlatch.yml:10: what stands here is not a map of sealed, envFile, show'],
      more: 0,
    });
    expect(JSON.stringify(note)).not.toContain('canary');
  });

  test('broken with what may be a secret in the place of a key is told without it', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await one.write(textFor('first').replace('{ sealed: db/password }', '{ canary-7Qm2-nightlatch-do-not-use }'));
    await looks(one, 2);
    const note = (await notes(store)).find(({ kind }) => kind === 'policy-broken');
    const place = 'nightlatch.yml:10: unknown key; allowed here: sealed, envFile, show';
    expect(note).toMatchObject({ places: [place, expect.stringContaining('nightlatch.yml:10: names neither')], more: 0 });
    expect(JSON.stringify(note)).not.toContain('canary');
  });
});
