import { describe, expect, it } from 'vitest';
import { aNight, CANARY, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** Six more resources that anyone in the group `sre` may open. */
function withManyResources(text: string): string {
  const more = [1, 2, 3, 4, 5, 6].map(
    (nth) =>
      `  flags-${nth}:\n    rules: [{ name: anyone, when: { member: sre } }]\n    variables: { TOKEN_${nth}: { sealed: feature-flags/token } }\n`,
  );
  return text.replace('\nresources:\n', `\nresources:\n${more.join('')}`);
}

async function unlocks({ alice }: Night, resource: string, answer: string | RegExp): Promise<void> {
  await alice.types(INCIDENT, `/unlock ${resource}`);
  await alice.windowSays(answer);
  await alice.closesWindow();
}

describe('one person', () => {
  it('holds five grants at most, and one more once one is given back', async () => {
    const night = await aNight({ policy: withManyResources });
    for (const nth of [1, 2, 3, 4, 5]) await unlocks(night, `flags-${nth}`, new RegExp(`flags-${nth} until`));
    await unlocks(night, 'flags-6', 'You hold 5 grants already, which is the most.');
    await unlocks(night, 'flags-5', /You had this already/);
    expect(await night.grants()).toHaveLength(5);
    await night.alice.directMessageSays(/flags-1 until/);
    await night.alice.clicksIn('direct', 'Give back');
    await night.alice.directMessageSays(/Locked/);
    await unlocks(night, 'flags-6', /flags-6 until/);
  });

  it('who asks for five at once over the limit holds five all the same', async () => {
    const night = await aNight({ policy: withManyResources });
    const asked = [1, 2, 3, 4, 5, 6].map((nth) => night.alice.types(INCIDENT, `/unlock flags-${nth}`));
    await Promise.all(asked);
    for (let windows = 0; windows < 6; windows++) {
      await night.alice.windowSays(/flags-\d until|You hold 5 grants already/);
      await night.alice.closesWindow();
    }
    expect(await night.grants()).toHaveLength(5);
  });

  it('who is given more than five resources within ten minutes is told of in the audit channel', async () => {
    const night = await aNight({ policy: withManyResources });
    for (const nth of [1, 2, 3, 4, 5, 6]) {
      await night.alice.types(INCIDENT, `/unlock flags-${nth}`);
      await night.alice.windowSays(new RegExp(`flags-${nth} until`));
      await night.alice.clicks('Give back');
      await night.alice.windowSays(/Locked/);
      await night.alice.closesWindow();
    }
    await night.sandbox.channel('audit-access').says('Alice was given 6 resources within 10 minutes.');
    expect((await night.audited()).filter(({ kind }) => kind === 'many-resources')).toHaveLength(1);
  });

  it('whose grants are spread over more than ten minutes raises no alarm', async () => {
    const night = await aNight({ policy: withManyResources });
    for (const nth of [1, 2, 3, 4, 5, 6]) {
      await unlocks(night, `flags-${nth} for 1m`, new RegExp(`flags-${nth} until`));
      await night.sandbox.clock.advance('PT2M1S');
    }
    expect((await night.audited()).map(({ kind }) => kind)).not.toContain('many-resources');
  });

  it('reads a grant ten times at most', async () => {
    const night = await aNight();
    await night.alice.types(INCIDENT, '/unlock feature-flags');
    await night.alice.windowSays(/Show values/);
    await night.alice.directMessageSays(/feature-flags until/);
    await night.alice.closesWindow();
    for (let times = 0; times < 10; times++) {
      await night.alice.clicksIn('direct', 'show_values');
      await night.alice.windowSays(CANARY);
      await night.alice.closesWindow();
    }
    await night.bot.tick();
    const card = night.alice.directMessages().at(-1)!;
    expect(card.buttons.map(({ text }) => text)).toEqual(['Extend', 'Give back']);
    const [grant] = await night.grants();
    const { blockId } = card.buttons[0]!;
    await night.alice.forgesClick(card, { blockId, actionId: 'show_values', forged: { value: String(grant?.id) } });
    await night.alice.windowSays('Shown 10 times, which is the most for one grant.');
    expect((await night.audited()).filter(({ kind }) => kind === 'revealed')).toHaveLength(10);
  });
});

describe('a reason', () => {
  it.each([
    ['of ten thousand characters is cut', 'x'.repeat(10_000), (kept: string) => expect(kept).toBe(`${'x'.repeat(499)}…`)],
    ['with a call to the channel calls nobody', '<!channel> <@U02BOB> look', (kept: string) => expect(kept).toContain('channel')],
    ['with controls loses them', 'a\u202e\u200bb\u0007c', (kept: string) => expect(kept).not.toMatch(/[\p{Cc}\p{Cf}]/u)],
  ])('%s', async (_, reason, check) => {
    const night = await aNight();
    await night.alice.types(INCIDENT, `/unlock db-prod because ${reason}`);
    await night.alice.windowSays(/db-prod until/);
    const [grant] = await night.grants();
    check(String(grant?.reason));
    const card = await night.sandbox.channel('audit-access').says(/db-prod until/);
    expect(JSON.stringify(card.blocks)).not.toMatch(/"type":"(broadcast|mrkdwn)"|"user_id":"U02BOB"/);
    expect(card.fallback).not.toContain('<!channel>');
  });
});
