import type { Block } from '../page-api.ts';

export type InputState = Record<string, Record<string, Record<string, unknown>>>;
export type PlainText = { type: string; text: string; emoji?: boolean };

/** What an app says of a view, once checked. */
export interface ViewContent {
  type: 'modal' | 'home';
  title?: PlainText;
  submit?: PlainText;
  close?: PlainText;
  blocks: Block[];
  privateMetadata: string;
  callbackId: string;
  externalId: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
}

/** A window or a home tab as Slack keeps it. */
export interface View extends ViewContent {
  id: string;
  user: string;
  hash: string;
  rootId: string;
  previousId?: string;
  state: InputState;
  open: boolean;
  /** What a submission was answered with, by block id. */
  errors: Record<string, string>;
}

/** The view as the Web API and every delivery spell it: whole, inputs' values included. */
export function viewObject(view: View, of: { teamId: string; appId: string; botId: string }): Record<string, unknown> {
  return {
    id: view.id,
    team_id: of.teamId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.state },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: of.appId,
    external_id: view.externalId,
    app_installed_team_id: of.teamId,
    bot_id: of.botId,
  };
}
