import { z } from 'zod';
import { deliveryKey, type Incoming, type IncomingClick, type IncomingSubmission, type OwnIds } from './incoming.ts';
import { isOwn, type Origin } from './own-ids.ts';
import { fieldsOf, inputState } from './read-fields.ts';
import { channelId, id, responseUrl, userId } from './read-ids.ts';

// Bolt takes anything with these for another kind of delivery.
const notAnother = { event: z.never().optional(), command: z.never().optional(), name: z.never().optional() };

const common = {
  ...notAnother,
  user: z.object({ id: userId, team_id: id }),
  team: z.object({ id }).nullish(),
  api_app_id: id.optional(),
  enterprise: z.object({ id }).nullish(),
  is_enterprise_install: z.boolean().optional(),
  trigger_id: id,
};

const externalId = z.string().max(255).nullish();
const metadata = z.string().max(3000).nullish();
const state = z.object({ values: inputState }).nullish();
const option = z.object({ value: z.string().max(255) });

const click = z.object({
  ...common,
  type: z.literal('block_actions'),
  response_url: responseUrl,
  channel: z.object({ id: channelId }).optional(),
  container: z.union([
    z.object({ type: z.literal('view'), view_id: id }),
    z.object({
      type: z.enum(['message', 'message_attachment']),
      message_ts: id,
      channel_id: channelId,
      is_ephemeral: z.boolean().default(false),
    }),
  ]),
  view: z
    .object({ type: z.enum(['modal', 'home']).default('modal'), external_id: externalId, private_metadata: metadata, state })
    .optional(),
  actions: z.tuple([
    z.object({
      action_id: id,
      block_id: id,
      value: z.string().max(2000).nullish(),
      selected_option: option.nullish(),
      selected_options: z.array(option).max(100).nullish(),
    }),
  ]),
});

const submission = z.object({
  ...common,
  actions: z.never().optional(),
  type: z.literal('view_submission'),
  view: z.object({
    id,
    type: z.literal('modal'),
    team_id: id.optional(),
    app_id: id.optional(),
    callback_id: z.string().max(255),
    hash: id.nullish(),
    external_id: externalId,
    private_metadata: metadata,
    state: z.object({ values: inputState }),
  }),
});

const shortcut = z.object({
  ...common,
  actions: z.never().optional(),
  type: z.literal('shortcut'),
  callback_id: id,
});

const anyPayload = z.object({ type: id });

const UNUSED = new Set(['view_closed', 'message_action', 'block_suggestion', 'interactive_message']);
const ODD: Incoming = { kind: 'odd' };

/** A click, a submission or a shortcut, for the workspace and app of `own`. Never throws. */
export function readPayload(payload: unknown, own: OwnIds): Incoming {
  const kind = anyPayload.safeParse(payload).data?.type ?? '';
  if (kind === 'view_submission') return readSubmission(payload, own);
  if (kind === 'shortcut') return readShortcut(payload, own);
  return UNUSED.has(kind) ? { kind: 'unused' } : readClick(payload, own);
}

function readClick(payload: unknown, own: OwnIds): Incoming {
  const { data } = click.safeParse(payload);
  if (!data) return ODD;
  const answer = data.response_url === undefined ? {} : { responseUrl: data.response_url };
  return isOwn(own, originOf(data)) ? clickOf(data) : { kind: 'outsider', of: 'click', ...answer };
}

function clickOf(data: z.infer<typeof click>): IncomingClick {
  const [{ action_id, block_id, value, selected_option, selected_options }] = data.actions;
  const { container } = data;
  const channel = container.type === 'view' ? data.channel?.id : container.channel_id;
  const selected = selected_options ?? (selected_option ? [selected_option] : undefined);
  return {
    kind: 'click',
    key: deliveryKey(`trigger:${data.trigger_id}`),
    actionId: action_id,
    blockId: block_id,
    value: value ?? '',
    user: data.user.id,
    triggerId: data.trigger_id,
    ...(selected === undefined ? {} : { selected: selected.map((one) => one.value) }),
    ...(channel === undefined ? {} : { channel }),
    ...(data.response_url === undefined ? {} : { responseUrl: data.response_url }),
    from: clickedIn(data),
  };
}

function clickedIn({ container, view }: z.infer<typeof click>): IncomingClick['from'] {
  if (container.type !== 'view')
    return { kind: 'message', channel: container.channel_id, ts: container.message_ts, ephemeral: container.is_ephemeral };
  if (view?.type === 'home') return { kind: 'home' };
  return {
    kind: 'window',
    externalId: view?.external_id ?? '',
    metadata: view?.private_metadata ?? '',
    fields: fieldsOf(view?.state?.values),
  };
}

function readSubmission(payload: unknown, own: OwnIds): Incoming {
  const { data } = submission.safeParse(payload);
  if (!data) return ODD;
  const { view } = data;
  const ofView: Origin = { teams: view.team_id === undefined ? [] : [view.team_id], app: view.app_id ?? own.appId };
  if (!isOwn(own, originOf(data)) || !isOwn(own, ofView)) return { kind: 'outsider', of: 'submission' };
  return submissionOf(data);
}

// A view keeps its hash until it is overwritten: sent off twice, a form is one delivery. Without one, each press of the button is its own.
function submissionOf({ view, trigger_id, user }: z.infer<typeof submission>): IncomingSubmission {
  return {
    kind: 'submission',
    key: deliveryKey(view.hash ? `view:${view.id}:${view.hash}` : `view-trigger:${view.id}:${trigger_id}`),
    callbackId: view.callback_id,
    externalId: view.external_id ?? '',
    metadata: view.private_metadata ?? '',
    fields: fieldsOf(view.state.values),
    user: user.id,
    triggerId: trigger_id,
  };
}

function readShortcut(payload: unknown, own: OwnIds): Incoming {
  const { data } = shortcut.safeParse(payload);
  if (!data) return ODD;
  // Slack doesn't say the app of a shortcut; only the app's own secret can have signed it.
  if (!isOwn(own, { ...originOf(data), app: data.api_app_id ?? own.appId })) return { kind: 'outsider', of: 'other' };
  return {
    kind: 'shortcut',
    key: deliveryKey(`trigger:${data.trigger_id}`),
    callbackId: data.callback_id,
    user: data.user.id,
    triggerId: data.trigger_id,
  };
}

type FromSomewhere = Pick<z.infer<typeof shortcut>, 'user' | 'team' | 'api_app_id' | 'enterprise' | 'is_enterprise_install'>;

function originOf({ user, team, api_app_id, enterprise, is_enterprise_install }: FromSomewhere): Origin {
  const teams = [user.team_id, ...(team ? [team.id] : [])];
  return { teams, app: api_app_id, enterprise: enterprise?.id, orgWide: is_enterprise_install };
}
