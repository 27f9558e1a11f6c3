import { expect, test } from 'vitest';
import type { Make } from './under-test.ts';

const SLACK = { provider: 'slack', id: 'UALICE' } as const;
const PAGERDUTY = { provider: 'pagerduty', id: 'PALICE' } as const;

export function peopleContract(make: Make): void {
  test('nobody is found by a name that nobody has', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.people.byName('nobody'))).toBeUndefined();
  });

  test('a person of the policy is found by name, with each link', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK, PAGERDUTY]));
    expect(await tx((one) => one.people.byName('alice'))).toEqual(alice);
    expect(alice.links).toEqual([
      { ...SLACK, madeBy: 'policy', suspended: false },
      { ...PAGERDUTY, madeBy: 'policy', suspended: false },
    ]);
  });

  test('a person is found by an account of theirs, with every link, also by one that is suspended', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK, PAGERDUTY]));
    expect(await tx((one) => one.people.byLink('pagerduty', 'PALICE'))).toEqual(alice);
    await tx((one) => one.people.suspendLink('pagerduty', 'PALICE'));
    expect(await tx((one) => one.people.byLink('pagerduty', 'PALICE'))).toMatchObject({
      ...{ name: 'alice', links: [SLACK, { ...PAGERDUTY, suspended: true }] },
    });
    expect(await tx((one) => one.people.byLink('slack', 'PALICE'))).toBeUndefined();
    expect(await tx((one) => one.people.byLink('pagerduty', 'PNOBODY'))).toBeUndefined();
  });

  test('many at once are what each of them would be alone', async () => {
    const { tx } = await make();
    const bob = await tx((one) => one.people.keepFromPolicy('bob', [SLACK, { provider: 'slack', id: 'UOLD' }]));
    await tx((one) => one.people.addLink(bob, { ...PAGERDUTY, madeBy: 'e-mail', addressSeen: 'bob@example.com' }));
    const all = new Map([
      ['dave', []],
      ['alice', [SLACK, PAGERDUTY]],
      ['bob', [{ provider: 'slack', id: 'UBOB' } as const]],
    ]);
    for (let times = 0; times < 2; times += 1) await tx((one) => one.people.keepAllFromPolicy(all));
    const people = await tx((one) => Promise.all(['alice', 'bob', 'dave'].map((name) => one.people.byName(name))));
    expect(people).toMatchObject([
      {
        links: [
          { ...SLACK, madeBy: 'policy', suspended: false },
          { ...PAGERDUTY, madeBy: 'policy', suspended: false },
        ],
      },
      { id: bob.id, links: [{ id: 'UBOB' }] },
      { links: [] },
    ]);
    await tx((one) => one.people.suspendLink('slack', 'UBOB'));
    await tx((one) => one.people.keepAllFromPolicy(all));
    expect((await tx((one) => one.people.byName('bob')))?.links).toMatchObject([{ id: 'UBOB', suspended: true }]);
    await tx((one) => one.people.keepAllFromPolicy(new Map()));
  });

  test('an id at one provider is not the same id at another', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK]));
    await tx((one) => one.people.keepFromPolicy('bob', [{ provider: 'pagerduty', id: SLACK.id }]));
    expect(await tx((one) => one.people.byName('alice'))).toEqual(alice);
  });

  test('the same policy again changes nothing', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK, PAGERDUTY]));
    expect(await tx((one) => one.people.keepFromPolicy('alice', [PAGERDUTY, SLACK]))).toEqual(alice);
  });

  test('two Slack accounts of one name are one person', async () => {
    const { tx } = await make();
    await tx((one) => one.people.keepFromPolicy('alice', [SLACK, { provider: 'slack', id: 'UALICE2' }]));
    expect((await tx((one) => one.people.byName('alice')))?.links.map((link) => link.id)).toEqual(['UALICE', 'UALICE2']);
  });

  test('a link that the policy no longer names is gone, one by e-mail stays', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK, { provider: 'slack', id: 'UOLD' }]));
    await tx((one) => one.people.addLink(alice, { ...PAGERDUTY, madeBy: 'e-mail', addressSeen: 'alice@example.com' }));
    const kept = await tx((one) => one.people.keepFromPolicy('alice', [SLACK]));
    expect(kept.links.map((link) => link.id)).toEqual(['UALICE', 'PALICE']);
    expect(await tx((one) => one.people.byName('alice'))).toEqual(kept);
  });

  test('a link of somebody else that the policy now gives to a person moves to them', async () => {
    const { tx } = await make();
    await tx((one) => one.people.keepFromPolicy('slack:UALICE', [SLACK]));
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK]));
    expect(alice.links).toMatchObject([SLACK]);
    expect((await tx((one) => one.people.byName('slack:UALICE')))?.links).toEqual([]);
  });

  test('a link by e-mail keeps the address it was made by', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK]));
    const link = { ...PAGERDUTY, madeBy: 'e-mail', addressSeen: 'alice@example.com' } as const;
    expect(await tx((one) => one.people.addLink(alice, link))).toBe('added');
    expect((await tx((one) => one.people.byName('alice')))?.links[1]).toEqual({ ...link, suspended: false });
    expect(await tx((one) => one.people.addLink(alice, { ...link, addressSeen: 'other@example.com' }))).toBe('there');
    expect((await tx((one) => one.people.byName('alice')))?.links[1]?.addressSeen).toBe('alice@example.com');
  });

  test('an id that another person has is not linked again', async () => {
    const { tx } = await make();
    await tx((one) => one.people.keepFromPolicy('alice', [PAGERDUTY]));
    const bob = await tx((one) => one.people.keepFromPolicy('bob', [{ provider: 'slack', id: 'UBOB' }]));
    expect(await tx((one) => one.people.addLink(bob, { ...PAGERDUTY, madeBy: 'e-mail' }))).toBe('taken');
    expect((await tx((one) => one.people.byName('alice')))?.links).toMatchObject([PAGERDUTY]);
    expect((await tx((one) => one.people.byName('bob')))?.links).toHaveLength(1);
  });

  test('a link is suspended once, and still says whose it was', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK]));
    await tx((one) => one.people.addLink(alice, { ...PAGERDUTY, madeBy: 'e-mail' }));
    expect(await tx((one) => one.people.suspendLink('pagerduty', 'PALICE'))).toBe(true);
    expect(await tx((one) => one.people.suspendLink('pagerduty', 'PALICE'))).toBe(false);
    expect(await tx((one) => one.people.suspendLink('pagerduty', 'PNOBODY'))).toBe(false);
    expect((await tx((one) => one.people.byName('alice')))?.links[1]).toMatchObject({
      id: 'PALICE',
      suspended: true,
    });
  });

  test('a suspended link comes back when the policy names it, but not because the policy is read again', async () => {
    const { tx } = await make();
    const alice = await tx((one) => one.people.keepFromPolicy('alice', [SLACK]));
    await tx((one) => one.people.addLink(alice, { ...PAGERDUTY, madeBy: 'e-mail' }));
    await tx((one) => one.people.suspendLink('pagerduty', 'PALICE'));
    const named = await tx((one) => one.people.keepFromPolicy('alice', [SLACK, PAGERDUTY]));
    expect(named.links[1]).toEqual({ ...PAGERDUTY, madeBy: 'policy', suspended: false });
    await tx((one) => one.people.suspendLink('pagerduty', 'PALICE'));
    const again = await tx((one) => one.people.keepFromPolicy('alice', [SLACK, PAGERDUTY]));
    expect(again.links[1]?.suspended).toBe(true);
  });
}
