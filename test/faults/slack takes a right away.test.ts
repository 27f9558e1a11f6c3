import { expect, it } from 'vitest';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { APPROVALS, AUDIT, CHANNEL } from '../stories/a-quiet-night.ts';
import { aQuietNight, asksForDbProd } from './asks-for-db-prod.ts';
import { holdsDbProd } from './holds-db-prod.ts';
import { shownWindows } from './shown-and-recorded.ts';

const dirtyCards = (night: Night) => night.rows('SELECT place::text FROM cards WHERE dirty AND grant_id IS NOT NULL ORDER BY 1');

async function holdsDbProdWithoutWindow(night: Night): Promise<void> {
  await holdsDbProd(night);
  await night.alice.closesWindow();
}

it('the token is revoked: every command and click is answered, nothing opens, and with a new one all is as before', async () => {
  const night = await aNight();
  const { alice, sandbox } = night;
  await holdsDbProdWithoutWindow(night);
  const direct = sandbox.slack.workspace.directChannelOf(alice.id).id;
  sandbox.slack.refuseToken('token_revoked');
  await alice.types(CHANNEL, '/unlock feature-flags');
  const told = await alice.ephemeralSays(CHANNEL, "Slack didn't accept my token, so nothing was opened.");
  expect(told.text).toContain('Wake an owner: on the host, nightlatch doctor says what to mend.');
  await alice.clicksIn('direct', 'Show values');
  await alice.ephemeralSays(direct, 'so no value was shown.');
  await alice.clicksIn('direct', 'Give back');
  await alice.ephemeralSays(direct, "so it wasn't ended by this click.");
  expect(shownWindows(night)).toEqual([]);
  expect(await night.grants()).toMatchObject([{ resource: 'db-prod', state: 'active' }]);
  sandbox.slack.refuseToken(undefined);
  await alice.clicksIn('direct', 'Show values');
  await alice.windowSays(CANARY);
});

it('people can no longer be looked up: nothing opens and no value is shown, in words', async () => {
  const night = await aNight();
  const { alice, sandbox } = night;
  await holdsDbProdWithoutWindow(night);
  sandbox.slack.workspace.scopes.delete('users:read');
  await alice.types(CHANNEL, '/unlock feature-flags');
  await alice.windowSays("Slack didn't accept my token, so nothing was opened.");
  await alice.closesWindow();
  await alice.clicksIn('direct', 'Show values');
  await alice.windowSays("Slack didn't accept my token, so no value was shown.");
  expect(shownWindows(night)).toEqual([]);
  sandbox.slack.workspace.scopes.add('users:read');
  await alice.closesWindow();
  await alice.clicksIn('direct', 'Show values');
  await alice.windowSays(CANARY);
});

it('no message can be posted: windows go on, and every card is drawn once it can', async () => {
  const night = await aNight();
  const { alice, sandbox } = night;
  sandbox.slack.workspace.scopes.delete('chat:write');
  await alice.types(CHANNEL, '/unlock db-prod');
  await alice.windowSays(/db-prod until/);
  await sandbox.slack.called('chat.postMessage', ({ outcome }) => outcome === 'missing_scope');
  await expect.poll(() => dirtyCards(night)).toEqual([{ place: 'channel' }, { place: 'direct' }]);
  await alice.clicks('Show values');
  await alice.windowSays(CANARY);
  sandbox.slack.workspace.scopes.add('chat:write');
  await sandbox.clock.advance('PT15M');
  await night.bot.tick();
  await alice.directMessageSays(/db-prod until/);
  await sandbox.channel(AUDIT).says(/db-prod until/);
  await expect.poll(() => dirtyCards(night)).toEqual([]);
});

it('groups can no longer be looked up: whoever is in one approves nothing, in words, and can once it is back', async () => {
  const night = await aQuietNight();
  const { alice, bob, sandbox } = night;
  const card = await asksForDbProd(night);
  sandbox.slack.workspace.scopes.delete('usergroups:read');
  await bob.clicksIn(card, 'Approve');
  const told = await bob.ephemeralSays(APPROVALS, "Slack didn't accept my token, so I can't tell who may approve.");
  expect(told.text).toContain('So nothing was approved. Wake an owner: on the host, nightlatch doctor');
  expect(await night.rows('SELECT nth FROM approvals')).toEqual([]);
  sandbox.slack.workspace.scopes.add('usergroups:read');
  await bob.clicksIn(card, 'Approve');
  await alice.windowSays(/db-prod until/);
});
