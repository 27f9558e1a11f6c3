import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night } from './a-night.ts';
import { AUDIT, buttonsOf, CHANNEL, kindsOf, nextMessage } from './a-quiet-night.ts';

/** Alice read values of db-prod and gave it back. */
async function aliceHasSeen(words = 'db-prod because replica lag', options: Parameters<typeof aNight>[0] = {}): Promise<Night> {
  const night = await aNight(options);
  await seenBy(night, 'alice', words);
  return night;
}

async function seenBy(night: Night, who: string, words: string): Promise<void> {
  const person = night.sandbox.as(who);
  const next = nextMessage(night, () => person.directMessages());
  await person.types(CHANNEL, `/unlock ${words}`);
  await person.windowSays(/🔓/);
  await person.clicks('Show values');
  await person.windowSays(CANARY);
  await person.closesWindow();
  await person.clicksIn('direct', 'Give back');
  await next(/Closed\./);
}

describe('a grant whose values were seen', () => {
  it('closes with who saw what how often, and that it works until it is rotated', async () => {
    const night = await aliceHasSeen('db-prod PGPASSWORD because replica lag');
    const message = await night.alice.directMessageSays(/Closed\. You saw PGPASSWORD \(1×\)\. It works until it is rotated\./);
    expect(buttonsOf(message)).toEqual(['Mark rotated']);
    const card = await night.sandbox.channel(AUDIT).says(/Closed\. Alice saw PGPASSWORD \(1×\)\. It works until it is rotated\./);
    expect(buttonsOf(card)).toEqual(['Mark rotated']);
    expect(card.buttons[0]?.confirm).toContain('Only once PGPASSWORD of db-prod was changed at the source.');
    expect(JSON.stringify(card.blocks)).not.toContain(CANARY);
  });

  it('of which nothing was seen has no such button', async () => {
    const night = await aNight();
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/🔓/);
    await night.alice.clicks('Give back');
    expect(buttonsOf(await night.alice.windowSays(/Locked\. No value was shown\./))).toEqual([]);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, '/grants exposed');
    await night.alice.windowSays(/Nothing shown waits to be rotated\./);
  });
});

describe('Mark rotated', () => {
  it('by an approver shows on every card, is on record, and empties /grants exposed', async () => {
    const night = await aliceHasSeen();
    await night.bob.types(CHANNEL, '/grants exposed');
    const list = await night.bob.windowSays(/values shown and not rotated/);
    expect(list.text).toContain('Alice saw DATABASE_URL and PGPASSWORD (1×). They work until they are rotated.');
    await night.bob.clicks('Mark rotated');
    await night.bob.windowSays(/Nothing shown waits to be rotated\./);
    const card = await night.sandbox.channel(AUDIT).says(/Closed\. Alice saw .*Bob marked them rotated at \d\d:\d\d\./);
    expect(buttonsOf(card)).toEqual([]);
    expect(buttonsOf(await night.alice.directMessageSays(/Bob marked them rotated/))).toEqual([]);
    expect((await night.audited()).find(({ kind }) => kind === 'marked-rotated')).toMatchObject({
      by: { name: 'bob' },
      about: { resource: 'db-prod', variables: ['DATABASE_URL', 'PGPASSWORD'] },
    });
  });

  it('counts for every grant that showed them, and not for what is seen afterwards', async () => {
    const night = await aliceHasSeen();
    await seenBy(night, 'alice', 'db-prod because again');
    await night.alice.clicksIn('direct', 'Mark rotated');
    await night.alice.directMessageSays(/You saw .* You marked them rotated at \d\d:\d\d\./);
    await night.alice.types(CHANNEL, '/grants history 7d');
    await night.alice.windowSays(/You marked them rotated/);
    await night.alice.closesWindow();
    await night.bot.tick();
    const closed = () =>
      night.sandbox
        .channel(AUDIT)
        .messages()
        .filter(({ text }) => text.includes('Closed.'));
    expect(closed()).toHaveLength(2);
    for (const { text } of closed()) expect(text).toContain('Alice marked them rotated');
    await seenBy(night, 'alice', 'db-prod because once more');
    await night.sandbox.channel(AUDIT).says(/They work until they are rotated/);
    expect(closed().map(({ text }) => text.includes('marked'))).toEqual([true, true, false]);
  });

  it('of one variable leaves another that was seen', async () => {
    const night = await aliceHasSeen('db-prod PGPASSWORD because replica lag');
    const first = await night.alice.directMessageSays(/You saw PGPASSWORD \(1×\)\. It works until it is rotated\./);
    await seenBy(night, 'alice', 'db-prod because both');
    await night.alice.clicksIn(first, 'Mark rotated');
    const both = await night.alice.directMessageSays(
      /You saw DATABASE_URL and PGPASSWORD \(1×\)\. DATABASE_URL works until it is rotated\./,
    );
    expect(buttonsOf(both)).toEqual(['Mark rotated']);
    await night.sandbox.channel(AUDIT).says(/Alice saw PGPASSWORD \(1×\)\. Alice marked it rotated/);
  });

  it('is for the holder, approvers and owners: anybody else gets one answer, whether there is such a grant or not', async () => {
    const night = await aliceHasSeen();
    const card = await night.sandbox.channel(AUDIT).says(/Closed/);
    const { blockId, value } = card.buttons[0]!;
    const gina = night.sandbox.as('gina');
    await gina.forgesClick(card, { blockId, actionId: 'mark_rotated', forged: { value: value! } });
    await gina.ephemeralSays(AUDIT, /There's no grant here that you can mark as rotated\./);
    for (const who of ['dave', 'erin', 'frank']) {
      await night.sandbox.as(who).forgesClick(card, { blockId, actionId: 'mark_rotated', forged: { value: value! } });
      await night.sandbox.as(who).ephemeralSays(AUDIT, /full members/);
    }
    expect(await kindsOf(night)).not.toContain('marked-rotated');
  });

  it('twice says that nothing waited', async () => {
    const night = await aliceHasSeen();
    const card = await night.sandbox.channel(AUDIT).says(/Closed/);
    await night.carol.clicksIn(AUDIT, 'Mark rotated');
    await night.sandbox.channel(AUDIT).says(/Carol marked them rotated/);
    const { blockId, value } = card.buttons[0]!;
    await night.bob.forgesClick(card, { blockId, actionId: 'mark_rotated', forged: { value: value! } });
    await night.bob.ephemeralSays(AUDIT, /Nothing of it waited to be rotated\./);
    expect((await kindsOf(night)).filter((kind) => kind === 'marked-rotated')).toHaveLength(1);
  });
});

describe('/grants exposed', () => {
  it('lists one’s own and, to those it is for, others’; a colleague is shown nothing of them', async () => {
    const night = await aliceHasSeen();
    await night.alice.types(CHANNEL, '/grants exposed');
    const own = await night.alice.windowSays(/values shown and not rotated.*You saw DATABASE_URL and PGPASSWORD/s);
    expect(buttonsOf(own)).toEqual(['Mark rotated']);
    const gina = night.sandbox.as('gina');
    await gina.types(CHANNEL, '/grants exposed');
    const { text } = await gina.windowSays(/Nothing that you may see waits to be rotated\./);
    expect(text).not.toContain('Alice');
  });

  it('has an open grant too, since what was read may be abroad already', async () => {
    const night = await aNight();
    await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
    await night.alice.windowSays(/🔓/);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await night.carol.types(CHANNEL, '/grants exposed');
    const list = await night.carol.windowSays(/Alice saw DATABASE_URL and PGPASSWORD/);
    expect(buttonsOf(list)).toEqual(['Revoke', 'Mark rotated']);
  });
});
