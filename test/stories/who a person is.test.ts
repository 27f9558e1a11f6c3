import { describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver/person-driver.ts';
import { aNight, type Night } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';
const NOT_LINKED = "I don't know your PagerDuty user, so I can't see your shifts.";

/** Gina is in no policy; PagerDuty knows her address, and she is on call. */
async function ginaIsOnCall({ invited = false, twice = false } = {}): Promise<{ night: Night; gina: PersonDriver }> {
  const night = await aNight();
  const { state } = night.sandbox.pagerDuty;
  const user = { id: 'PGINA05', name: 'Gina', email: 'Gina@example.com', timezone: 'Europe/Berlin', invitationSent: invited };
  state.users.set(user.id, user);
  if (twice) state.users.set('PGINA06', { ...user, id: 'PGINA06', email: 'gina@example.com' });
  night.sandbox.pagerDuty.putOnCall('PABC123', 'PGINA05');
  return { night, gina: night.sandbox.as('gina') };
}

async function asksForDbProd(person: PersonDriver, answer: string | RegExp): Promise<void> {
  await person.types(INCIDENT, '/unlock db-prod');
  await person.windowSays(answer);
  await person.closesWindow();
}

const kinds = async (night: Night) => (await night.audited()).map(({ kind }) => kind);
const timesSaid = ({ sandbox }: Night, words: RegExp) =>
  sandbox
    .channel('audit-access')
    .messages()
    .filter(({ text }) => words.test(text)).length;

describe('a link by e-mail', () => {
  it('is made once, by ids, and told to the audit channel', async () => {
    const { night, gina } = await ginaIsOnCall();
    await asksForDbProd(gina, /db-prod until/);
    await night.sandbox.channel('audit-access').says(/Gina is now linked to a PagerDuty user with the same e-mail address\./);
    await gina.directMessageSays(/db-prod until/);
    await gina.clicksIn('direct', 'Give back');
    await gina.directMessageSays(/Locked/);
    await asksForDbProd(gina, /db-prod until/);
    await night.bot.tick();
    expect((await kinds(night)).filter((kind) => kind === 'person-linked')).toHaveLength(1);
    expect(timesSaid(night, /Gina is now linked/)).toBe(1);
    expect(night.sandbox.pagerDuty.requestsTo('/users')).toHaveLength(1);
    expect(await night.rows("SELECT external_id, made_by FROM person_links WHERE external_id = 'PGINA05'")).toEqual([
      { external_id: 'PGINA05', made_by: 'e-mail' },
    ]);
  });

  it.each([
    ['two PagerDuty users have the address', { twice: true }],
    ['the invitation was sent and never accepted', { invited: true }],
  ])('is not made where %s', async (_, pagerDuty) => {
    const { night, gina } = await ginaIsOnCall(pagerDuty);
    await asksForDbProd(gina, NOT_LINKED);
    expect(await night.grants()).toEqual([]);
    expect(await kinds(night)).not.toContain('person-linked');
  });

  it('is not made with a PagerDuty user that the policy gives to somebody else', async () => {
    const { night, gina } = await ginaIsOnCall();
    await night.sandbox.slack.changePerson('gina', { email: 'alice@example.com' }, { silently: true });
    await night.sandbox.slack.changePerson('alice', { email: 'former@example.com' }, { silently: true });
    night.sandbox.pagerDuty.state.schedule('PABC123').overrides.length = 0;
    await asksForDbProd(gina, NOT_LINKED);
    expect(await night.grants()).toEqual([]);
  });

  it.each([
    [
      'PagerDuty can’t look her up',
      (night: Night) => night.sandbox.pagerDuty.failNext('/users', 500, 4),
      /PagerDuty didn't answer/,
    ],
    [
      'Slack can’t look her up',
      (night: Night) => night.sandbox.slack.failNext('users.lookupByEmail', 'ratelimited', 4),
      /Slack takes no more questions/,
    ],
  ])('is not made while %s, and that is "can’t tell"', async (_, fail, words) => {
    const { night, gina } = await ginaIsOnCall();
    fail(night);
    await asksForDbProd(gina, words);
    expect(await night.grants()).toEqual([]);
    night.sandbox.pagerDuty.heal();
    night.sandbox.slack.heal();
    await asksForDbProd(gina, /db-prod until/);
  });

  it.each([
    ['in Slack', (night: Night) => night.sandbox.slack.changePerson('gina', { email: 'other@example.com' }, { silently: true })],
    [
      'in PagerDuty',
      async (night: Night) => {
        night.sandbox.pagerDuty.state.users.get('PGINA05')!.email = 'other@example.com';
      },
    ],
  ])('is suspended when her address changes %s: recorded, told once, and not made again', async (_, change) => {
    const { night, gina } = await ginaIsOnCall();
    await asksForDbProd(gina, /db-prod until/);
    await gina.directMessageSays(/db-prod until/);
    await gina.clicksIn('direct', 'Give back');
    await gina.directMessageSays(/Locked/);
    await change(night);
    for (let times = 0; times < 3; times++) await asksForDbProd(gina, NOT_LINKED);
    await night.bot.tick();
    expect((await kinds(night)).filter((kind) => kind === 'link-suspended')).toHaveLength(1);
    expect(timesSaid(night, /The link of Gina to PagerDuty is suspended: an e-mail address changed\./)).toBe(1);
    await night.sandbox.slack.changePerson('gina', { email: 'gina@example.com' }, { silently: true });
    await asksForDbProd(gina, NOT_LINKED);
  });

  it('does not follow an address: who takes Alice’s gets none of her shifts', async () => {
    const night = await aNight();
    await night.sandbox.slack.changePerson('bob', { email: 'alice@example.com' }, { silently: true });
    await asksForDbProd(night.bob, /You're not on call/);
    expect(await night.grants()).toEqual([]);
  });
});

it('two Slack accounts of one person are one human: a second /unlock finds the first’s grant', async () => {
  const night = await aNight({ policy: (text) => text.replace('slack: U01ALICE', 'slack: [U01ALICE, U07GINA]') });
  await asksForDbProd(night.alice, /db-prod until/);
  await asksForDbProd(night.sandbox.as('gina'), /You had this already\.|db-prod until/);
  expect(await night.grants()).toHaveLength(1);
});

it('someone who was deactivated a moment ago opens and reads nothing more', async () => {
  const night = await aNight();
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/Show values/);
  await night.sandbox.slack.changePerson('alice', { deleted: true }, { silently: true });
  await night.alice.clicks('Show values');
  await night.alice.windowSays(/full members/);
  expect(await kinds(night)).not.toContain('revealed');
});
