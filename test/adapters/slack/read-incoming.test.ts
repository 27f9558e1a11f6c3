import { describe, expect, test } from 'vitest';
import type { Incoming } from '../../../src/adapters/slack/incoming.ts';
import { readIncoming } from '../../../src/adapters/slack/read-incoming.ts';

const OWN = { teamId: 'T0OWN', appId: 'A0OWN', botUserId: 'U0BOT', enterpriseId: 'E0OWN' };
const text = (value: string | null) => ({ in: { type: 'plain_text_input', value } });

type Changed = Record<string, unknown>;

const person = (changed: Changed) => ({
  user: { id: 'U01ALICE', team_id: 'T0OWN' },
  team: { id: 'T0OWN' },
  api_app_id: 'A0OWN',
  enterprise: null,
  is_enterprise_install: false,
  trigger_id: 'trigger',
  ...changed,
});
const view = (changed: Changed = {}) => ({
  id: 'V1',
  type: 'modal',
  team_id: 'T0OWN',
  app_id: 'A0OWN',
  callback_id: 'a_form',
  hash: '1.a',
  external_id: 'unlock-1',
  private_metadata: 'kept',
  state: { values: {} as Changed },
  ...changed,
});
const aSubmission = (changed: Changed = {}) => person({ type: 'view_submission', view: view(), ...changed });
const aShortcut = (changed: Changed = {}) => person({ type: 'shortcut', callback_id: 'open_unlock_form', ...changed });
const aClick = (changed: Changed = {}) =>
  person({
    type: 'block_actions',
    container: { type: 'view', view_id: 'V1' },
    view: view(),
    actions: [{ action_id: 'choose', block_id: 'b', value: null }],
    ...changed,
  });
const anEvent = (event: Changed, changed: Changed = {}) => ({
  type: 'event_callback',
  team_id: 'T0OWN',
  api_app_id: 'A0OWN',
  event_id: 'Ev1',
  event,
  ...changed,
});

const homeOpened = { type: 'app_home_opened', user: 'U01ALICE', tab: 'home' };
const userChange = { type: 'user_change', user: { id: 'U02BOB', team_id: 'T0OWN', profile: {} } };

const payload = (body: unknown): Incoming => {
  const json = encodeURIComponent(typeof body === 'string' ? body : JSON.stringify(body));
  return readIncoming(Buffer.from(`payload=${json}`), 'form', OWN);
};
const json = (body: unknown): Incoming => readIncoming(Buffer.from(JSON.stringify(body)), 'json', OWN);

describe('a submission', () => {
  test('is its form, its window and what stands in its fields, empty ones too', () => {
    const values = {
      why: text('replica lag'),
      empty: text(null),
      what: { a: { type: 'static_select', selected_option: { text: {}, value: 'db-prod' } } },
      none: { a: { type: 'static_select', selected_option: null } },
      many: { a: { type: 'multi_static_select', selected_options: [{ value: 'A' }, { value: 'B' }] } },
      box: { a: { type: 'checkboxes', selected_options: [] } },
    };
    const read = payload(aSubmission({ view: view({ state: { values } }) }));
    expect(read).toMatchObject({
      kind: 'submission',
      callbackId: 'a_form',
      externalId: 'unlock-1',
      metadata: 'kept',
      user: 'U01ALICE',
      triggerId: 'trigger',
    });
    const fields = { why: 'replica lag', empty: '', what: 'db-prod', none: '', many: ['A', 'B'], box: [] };
    expect(read.kind === 'submission' && Object.fromEntries(read.fields)).toEqual(fields);
  });

  test('sent off twice is one delivery, until its view is another', () => {
    const key = (changed: Changed, trigger = 'trigger') => {
      const read = payload(aSubmission({ view: view(changed), trigger_id: trigger }));
      return read.kind === 'submission' ? read.key : undefined;
    };
    expect(key({}, 'another')).toBe(key({}));
    expect(key({ hash: '2.b' })).not.toBe(key({}));
    expect(key({ id: 'V2' })).not.toBe(key({}));
    expect(key({ hash: null }, 'another')).not.toBe(key({ hash: null }));
    expect(key({ hash: null })).toBe(key({ hash: null }));
  });

  test.each<[string, Changed]>([
    ['no view', { view: undefined }],
    ['a view without its inputs', { view: view({ state: undefined }) }],
    ['a home tab', { view: view({ type: 'home' }) }],
    ['actions besides', { actions: [{ action_id: 'a', block_id: 'b' }] }],
    ['an event besides', { event: { type: 'message' } }],
    ['a command besides', { command: '/unlock' }],
    ['a name besides', { name: 'x' }],
    ['a user that is a list', { user: ['U01ALICE'] }],
    ['an input that is a text', { view: view({ state: { values: { b: { a: 'x' } } } }) }],
    ['an unknown kind of input', { view: view({ state: { values: { b: { a: { type: 'file_input', files: [] } } } } }) }],
    ['a text that is a list', { view: view({ state: { values: { b: { a: { type: 'plain_text_input', value: ['x'] } } } } }) }],
    ['a text over every limit', { view: view({ state: { values: { b: text('x'.repeat(6001)) } } }) }],
    [
      'a hundred and one fields',
      { view: view({ state: { values: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`b${n}`, text('x')])) } }) },
    ],
  ])('with %s is odd', (_, changed) => {
    expect(payload(aSubmission(changed)).kind).toBe('odd');
  });

  test('with a prototype for a block is odd', () => {
    const sent = JSON.stringify(aSubmission({ view: view({ state: { values: { block: text('x') } } }) }));
    expect(payload(sent).kind).toBe('submission');
    expect(payload(sent.replace('"block"', '"__proto__"')).kind).toBe('odd');
  });
});

describe('a choice in a window', () => {
  const chosen = (action: Changed) => {
    const read = payload(aClick({ actions: [{ action_id: 'choose', block_id: 'b', ...action }] }));
    return read.kind === 'click' ? read.selected : read.kind;
  };

  test('says what was chosen', () => {
    expect(chosen({ selected_option: { value: 'db-prod' } })).toEqual(['db-prod']);
    expect(chosen({ selected_options: [{ value: 'A' }, { value: 'B' }] })).toEqual(['A', 'B']);
    expect(chosen({ selected_options: [] })).toEqual([]);
    expect(chosen({ value: 'x' })).toBeUndefined();
    expect(chosen({ selected_option: 'db-prod' })).toBe('odd');
  });

  test('comes with all that stands in the window', () => {
    const read = payload(aClick({ view: view({ state: { values: { why: text('lag') } } }) }));
    expect(read.kind === 'click' && read.from.kind === 'window' && [...read.from.fields]).toEqual([['why', 'lag']]);
  });

  test('in the home tab comes from no window', () => {
    const read = payload(aClick({ view: view({ type: 'home', external_id: 'home-1' }) }));
    expect(read.kind === 'click' && read.from).toEqual({ kind: 'home' });
  });
});

describe('an event', () => {
  test('of the home tab and of a changed person is listened to, by its id', () => {
    const opened = json(anEvent(homeOpened));
    expect(opened).toMatchObject({ kind: 'event', event: 'app_home_opened', user: 'U01ALICE', tab: 'home' });
    expect(json(anEvent(userChange))).toMatchObject({ kind: 'event', event: 'user_change', user: 'U02BOB' });
    const keyOf = (read: Incoming) => ('key' in read ? read.key : undefined);
    expect(keyOf(json(anEvent(homeOpened, { retry: 1 })))).toBe(keyOf(opened));
    expect(keyOf(json(anEvent(homeOpened, { event_id: 'Ev2' })))).not.toBe(keyOf(opened));
  });

  test.each<[string, Changed, string, string | undefined]>([
    [
      'a channel was made',
      { type: 'channel_created', channel: { id: 'C0INC', name: 'inc-42', created: 1, creator: 'U1' } },
      'C0INC',
      'inc-42',
    ],
    ['it was renamed', { type: 'channel_rename', channel: { id: 'C0INC', name: 'inc-43', created: 1 } }, 'C0INC', 'inc-43'],
    ['a private one was', { type: 'group_rename', channel: { id: 'G0INC', name: 'inc-43' } }, 'G0INC', 'inc-43'],
    ['it was archived', { type: 'channel_archive', channel: 'C0INC', user: 'U1' }, 'C0INC', undefined],
    ['it was opened again', { type: 'channel_unarchive', channel: 'C0INC', user: 'U1' }, 'C0INC', undefined],
    ['a private one was archived', { type: 'group_archive', channel: 'G0INC' }, 'G0INC', undefined],
    ['a private one was opened again', { type: 'group_unarchive', channel: 'G0INC' }, 'G0INC', undefined],
    ['it was shared', { type: 'channel_shared', channel: 'C0INC', connected_team_id: 'T0OTHER' }, 'C0INC', undefined],
    ['it was unshared', { type: 'channel_unshared', channel: 'C0INC', is_ext_shared: false }, 'C0INC', undefined],
    ['the bot came in', { type: 'member_joined_channel', user: 'U0BOT', channel: 'G0INC', team: 'T0OWN' }, 'G0INC', undefined],
  ])('that says %s is about that channel', (_, event, channel, name) => {
    const read = json(anEvent(event));
    expect(read).toMatchObject({ kind: 'event', event: 'channel_changed', user: 'U0BOT', channel });
    expect('name' in read ? read.name : undefined).toBe(name);
  });

  test('that says a channel has another id names both', () => {
    const changed = { type: 'channel_id_changed', old_channel_id: 'G0INC', new_channel_id: 'C0INC' };
    expect(json(anEvent(changed))).toMatchObject({ event: 'channel_id_changed', from: 'G0INC', channel: 'C0INC' });
    expect(json(anEvent({ ...changed, old_channel_id: 'x' })).kind).toBe('odd');
    expect(json(anEvent({ type: 'channel_archive', channel: { id: 'C0INC' } })).kind).toBe('odd');
  });

  test('that somebody else came into a channel is nothing', () => {
    expect(json(anEvent({ type: 'member_joined_channel', user: 'U01ALICE', channel: 'C0INC' })).kind).toBe('unused');
  });

  test('of any other kind, or of a person of another workspace, is not', () => {
    for (const type of ['message', 'app_mention', 'member_left_channel', 'team_join', 'constructor'])
      expect(json(anEvent({ type })).kind).toBe('unused');
    expect(json(anEvent({ ...userChange, user: { id: 'U02BOB', team_id: 'T0OTHER' } })).kind).toBe('unused');
  });

  test.each<[string, unknown]>([
    ['without an id', anEvent(homeOpened, { event_id: undefined })],
    ['with a user that is no user', anEvent({ ...homeOpened, user: 'alice' })],
    ['with a tab nobody knows', anEvent({ ...homeOpened, tab: 'about' })],
    ['of a changed person who is a text', anEvent({ ...userChange, user: 'U02BOB' })],
    ['with a command besides', anEvent(homeOpened, { command: '/unlock' })],
    ['that is a list', []],
  ])('%s is odd', (_, body) => {
    expect(json(body).kind).toBe('odd');
  });

  test("Slack's own word about events is none", () => {
    expect(json({ type: 'url_verification', challenge: 'x' }).kind).toBe('verification');
    expect(json({ type: 'app_rate_limited' }).kind).toBe('unused');
  });
});

describe('from elsewhere', () => {
  const elsewhere: [string, Changed][] = [
    ['a person of another workspace', { user: { id: 'U01ALICE', team_id: 'T0OTHER' } }],
    ['another workspace', { team: { id: 'T0OTHER' } }],
    ['another app', { api_app_id: 'A0OTHER' }],
    ['no app at all', { api_app_id: undefined }],
    ['another organisation', { enterprise: { id: 'E0OTHER' } }],
    ['an installation for a whole organisation', { is_enterprise_install: true }],
  ];

  test.each(elsewhere)('%s: a submission, a shortcut, a click in the home tab', (_, changed) => {
    expect(payload(aSubmission(changed))).toEqual({ kind: 'outsider', of: 'submission' });
    if (!('api_app_id' in changed) || changed.api_app_id)
      expect(payload(aShortcut(changed))).toEqual({ kind: 'outsider', of: 'other' });
    expect(payload(aClick({ view: view({ type: 'home' }), ...changed }))).toEqual({ kind: 'outsider', of: 'click' });
  });

  test("a view of another workspace's or app's", () => {
    for (const changed of [{ team_id: 'T0OTHER' }, { app_id: 'A0OTHER' }])
      expect(payload(aSubmission({ view: view(changed) })).kind).toBe('outsider');
  });

  test.each<[string, Changed]>([
    ['another workspace', { team_id: 'T0OTHER' }],
    ['another app', { api_app_id: 'A0OTHER' }],
    ['another organisation', { enterprise_id: 'E0OTHER' }],
    ['an installation for a whole organisation', { authorizations: [{ team_id: null, is_enterprise_install: true }] }],
  ])('%s: an event', (_, changed) => {
    for (const event of [homeOpened, userChange]) expect(json(anEvent(event, changed)).kind).toBe('outsider');
  });

  test('our own organisation is ours', () => {
    expect(payload(aShortcut({ enterprise: { id: 'E0OWN' } }))).toMatchObject({
      kind: 'shortcut',
      callbackId: 'open_unlock_form',
    });
    expect(json(anEvent(homeOpened, { enterprise_id: 'E0OWN' })).kind).toBe('event');
  });
});

test('a shortcut says nothing of its app', () => {
  expect(payload(aShortcut({ api_app_id: undefined })).kind).toBe('shortcut');
});

test('a shortcut without its name, or with actions besides, is odd', () => {
  for (const changed of [{ callback_id: undefined }, { actions: [] }, { trigger_id: '' }])
    expect(payload(aShortcut(changed)).kind).toBe('odd');
});
