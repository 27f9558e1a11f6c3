import { describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver/person-driver.ts';
import { aNight, CANARY, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function aliceHoldsDbProd(): Promise<{ night: Night; grant: string }> {
  const night = await aNight();
  await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
  await night.alice.windowSays(/Show values/);
  await night.alice.directMessageSays(/db-prod until/);
  await night.sandbox.channel('audit-access').says(/db-prod until/);
  const [grant] = await night.grants();
  return { night, grant: String(grant?.id) };
}

/** Clicks a button that this person was never shown, about any grant, in a window of their own. */
async function forges(person: PersonDriver, actionId: string, value: string): Promise<void> {
  await person.types(INCIDENT, '/grants');
  await person.windowSays(/./);
  await person.forgesClick(person.window()!, { blockId: `grant:${value}`, actionId, forged: { value } });
}

const NOBODYS = '0190f0f0-0000-7000-8000-000000000000';

describe('a grant of somebody else', () => {
  it.each(['show_values', 'read_again'])('%s of it and of none get one answer, both on record', async (action) => {
    const { night, grant } = await aliceHoldsDbProd();
    const gina = night.sandbox.as('gina');
    const answers: string[] = [];
    for (const id of [grant, NOBODYS, 'no-id-at-all']) {
      await forges(gina, action, id);
      answers.push((await gina.windowSays(/You don't hold this grant/)).text);
      await gina.closesWindow();
    }
    expect(new Set(answers).size).toBe(1);
    expect(await night.audited()).toContainEqual(
      expect.objectContaining({ kind: 'refused', about: expect.objectContaining({ code: 'reveal-not-found' }) }),
    );
    expect(JSON.stringify(night.sandbox.slack.calls)).not.toContain(CANARY);
  });

  it.each(['give_back', 'revoke'])('%s by someone who may not, and of none, get one answer, on record', async (action) => {
    const { night, grant } = await aliceHoldsDbProd();
    const gina = night.sandbox.as('gina');
    const answers: string[] = [];
    for (const id of [grant, NOBODYS]) {
      await forges(gina, action, id);
      answers.push((await gina.windowSays(/There's no grant here that you can end\./)).text);
      await gina.closesWindow();
    }
    expect(new Set(answers).size).toBe(1);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
    expect(await night.audited()).toContainEqual(
      expect.objectContaining({ kind: 'refused', about: expect.objectContaining({ code: 'not-yours' }) }),
    );
  });

  it.each(['dave', 'erin', 'frank'])('%s, an outsider, learns nothing from any button', async (who) => {
    const { night, grant } = await aliceHoldsDbProd();
    const outsider = night.sandbox.as(who);
    for (const action of ['show_values', 'give_back', 'revoke']) {
      await forges(outsider, action, grant);
      const { text } = await outsider.windowSays(/full members|You don't hold|There's no grant/);
      expect(text).not.toContain('Alice');
      await outsider.closesWindow();
    }
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('an owner may not read it, though she may revoke it', async () => {
    const { night, grant } = await aliceHoldsDbProd();
    await forges(night.carol, 'show_values', grant);
    await night.carol.windowSays(/You don't hold this grant/);
    expect((await night.audited()).map(({ kind }) => kind)).not.toContain('revealed');
  });
});

describe('Revoke', () => {
  it.each([
    ['carol', 'an owner'],
    ['bob', 'an approver of the resource'],
  ])('by %s, %s, ends it, and says who did', async (who) => {
    const { night } = await aliceHoldsDbProd();
    const person = night.sandbox.as(who);
    await person.types(INCIDENT, '/grants all');
    await person.windowSays(/Alice/);
    await person.clicks('Revoke');
    await person.windowSays(/Nobody holds anything right now/);
    await night.alice.windowSays(new RegExp(`Revoked by ${person.person.name}`));
    await night.alice.directMessageSays('Locked. No value was shown.');
    await night.alice.directMessageSays(new RegExp(`${person.person.name} revoked db-prod at \\d\\d:\\d\\d\\.`));
    expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'revoked', ended_by_name: person.person.name }]);
  });

  it('of open values wipes them', async () => {
    const { night } = await aliceHoldsDbProd();
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await night.carol.clicksIn('audit-access', 'Revoke');
    await night.bot.tick();
    const closed = await night.alice.windowSays(/Closed\. You saw/);
    expect(closed.text).not.toContain(CANARY);
  });

  it('by an approver is refused once they left the group', async () => {
    const { night } = await aliceHoldsDbProd();
    const [leads] = [...night.sandbox.slack.workspace.groups.values()];
    leads!.users = leads!.users.filter((id) => id !== night.bob.id);
    await night.bob.clicksIn('audit-access', 'Revoke');
    await night.bob.ephemeralSays('audit-access', /There's no grant here that you can end\./);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });

  it('does nothing from a copy of the card', async () => {
    const { night } = await aliceHoldsDbProd();
    const card = await night.sandbox.channel('audit-access').says(/db-prod until/);
    const { workspace } = night.sandbox.slack;
    const copy = workspace.post(workspace.channel('access-approvals'), {
      user: workspace.botUserId,
      byBot: true,
      text: 'copy',
      blocks: card.blocks,
    });
    await night.carol.clicksIn('access-approvals', 'Revoke');
    await night.sandbox.slack.called('chat.update', ({ args }) => args.ts === copy.ts);
    expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  });
});

describe('/grants of others', () => {
  it('shows everyone resource, holder and end; the reason only to those it is for', async () => {
    const { night } = await aliceHoldsDbProd();
    const seen: Record<string, boolean> = {};
    for (const who of ['bob', 'carol', 'gina']) {
      const person = night.sandbox.as(who);
      await person.types(INCIDENT, '/grants all');
      const { text } = await person.windowSays(/db-prod until \d\d:\d\d/);
      expect(text).toContain('Alice');
      seen[who] = text.includes('replica lag');
      await person.closesWindow();
    }
    expect(seen).toEqual({ bob: true, carol: true, gina: false });
    expect((await night.audited()).filter(({ kind }) => kind === 'log-read')).toHaveLength(3);
  });

  it('by person and by resource; unknown names get the nearest', async () => {
    const { night } = await aliceHoldsDbProd();
    const gina = night.sandbox.as('gina');
    for (const [words, answer] of [
      ['<@U01ALICE>', /Alice's open grants/],
      ['<@U02BOB>', /Bob holds nothing right now/],
      ['db-prod', /db-prod until/],
      ['db-replica', /Nobody holds db-replica right now/],
      ['db-prd', /no resource “db-prd”.*Did you mean db-prod/s],
      ['history banana', /history 7d/],
    ] as const) {
      await gina.types(INCIDENT, `/grants ${words}`);
      await gina.windowSays(answer);
      await gina.closesWindow();
    }
  });

  it('go ten to a page, newest first, there and back', async () => {
    const night = await aNight();
    await night.bot.pauseJobs();
    for (let nth = 1; nth <= 12; nth++) {
      await night.alice.types(INCIDENT, `/unlock feature-flags for 1m because reason ${nth}.`);
      await night.alice.windowSays(/feature-flags until/);
      await night.alice.closesWindow();
      await night.sandbox.clock.advance('PT61S');
    }
    await night.alice.types(INCIDENT, '/grants history 7d');
    const first = await night.alice.windowSays(/reason 12\./);
    expect(first.text.match(/reason \d+\./g)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((nth) => `reason ${nth}.`));
    await night.alice.clicks('Older');
    const second = await night.alice.windowSays(/page 2/);
    expect(second.text.match(/reason \d+\./g)).toEqual(['reason 2.', 'reason 1.']);
    await night.alice.clicks('Newer');
    await night.alice.windowSays(/reason 12\./);
  });
});
