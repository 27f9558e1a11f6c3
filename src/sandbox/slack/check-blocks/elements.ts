import { all, anything, fields, flag, list, number, oneOf, required, string } from './checks.ts';
import type { Check } from './findings.ts';
import {
  actionId,
  anyText,
  confirm,
  dispatchConfig,
  initialOffered,
  option,
  options,
  plainText,
  select,
  staticSelect,
} from './objects.ts';

const image = fields({ type: anything, image_url: string(3000), alt_text: required(string(2000)), slack_file: anything });

const button = fields({
  type: anything,
  action_id: actionId,
  text: required(plainText(75)),
  value: string(2000),
  url: string(3000),
  style: oneOf('primary', 'danger'),
  confirm,
  accessibility_label: string(75),
});

const picker = (initial: string): Check =>
  fields({
    type: anything,
    action_id: actionId,
    placeholder: plainText(150),
    [initial]: anything,
    confirm,
    focus_on_load: flag,
    timezone: string(100),
  });

const textInput = (more: Record<string, Check>): Check =>
  fields({
    type: anything,
    action_id: actionId,
    placeholder: plainText(150),
    initial_value: string(3000, 0),
    dispatch_action_config: dispatchConfig,
    focus_on_load: flag,
    ...more,
  });

const many = { max_selected_items: number };

const selects: Record<string, Check> = {
  static_select: staticSelect({ initial_option: option }),
  external_select: select({ min_query_length: number, initial_option: option }),
  users_select: select({ initial_user: string(255) }),
  conversations_select: select({
    initial_conversation: string(255),
    default_to_current_conversation: flag,
    response_url_enabled: flag,
    filter: anything,
  }),
  channels_select: select({ initial_channel: string(255), response_url_enabled: flag }),
  multi_static_select: staticSelect({ initial_options: options, ...many }),
  multi_external_select: select({ min_query_length: number, initial_options: options, ...many }),
  multi_users_select: select({ initial_users: list(string(255)), ...many }),
  multi_conversations_select: select({
    initial_conversations: list(string(255)),
    default_to_current_conversation: flag,
    filter: anything,
    ...many,
  }),
  multi_channels_select: select({ initial_channels: list(string(255)), ...many }),
};

const choice = (initial: Record<string, Check>): Check =>
  all(
    fields({
      type: anything,
      action_id: actionId,
      options: required(list(option, { most: 10 })),
      confirm,
      focus_on_load: flag,
      ...initial,
    }),
    initialOffered,
  );

const choices: Record<string, Check> = {
  checkboxes: choice({ initial_options: options }),
  radio_buttons: choice({ initial_option: option }),
  datepicker: picker('initial_date'),
  timepicker: picker('initial_time'),
  datetimepicker: picker('initial_date_time'),
};

const overflow = fields({ type: anything, action_id: actionId, options: required(list(option, { most: 5 })), confirm });

export const actionElements: Record<string, Check> = { button, overflow, ...selects, ...choices };
export const accessories: Record<string, Check> = { image, ...actionElements };
export const contextElements: Record<string, Check> = { image, mrkdwn: anyText(2000), plain_text: anyText(2000) };

export const inputElements: Record<string, Check> = {
  plain_text_input: textInput({ multiline: flag, min_length: number, max_length: number }),
  number_input: textInput({ is_decimal_allowed: required(flag), min_value: string(100), max_value: string(100) }),
  email_text_input: textInput({}),
  url_text_input: textInput({}),
  rich_text_input: textInput({ initial_value: anything }),
  file_input: fields({ type: anything, action_id: actionId, filetypes: anything, max_files: number }),
  ...selects,
  ...choices,
};
