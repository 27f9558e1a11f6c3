import { arrayOr, isJsonObject, type JsonObject, objectOr } from '../../json.ts';
import { all, anything, byType, fields, flag, list, oneOf, required, string } from './checks.ts';
import type { Check } from './findings.ts';

const id = string(255);

export function plainText(most: number): Check {
  return fields({ type: required(oneOf('plain_text')), text: required(string(most)), emoji: flag });
}

/** Text of either kind. */
export function anyText(most: number): Check {
  return byType(
    { plain_text: plainText(most), mrkdwn: fields({ type: anything, text: required(string(most)), verbatim: flag }) },
    'text object',
  );
}

export const actionId = id;
export const blockId = id;

export const confirm = fields({
  title: required(plainText(100)),
  text: required(anyText(300)),
  confirm: required(plainText(30)),
  deny: required(plainText(30)),
  style: oneOf('primary', 'danger'),
});

export const option = fields({
  text: required(anyText(75)),
  value: required(string(150)),
  description: anyText(75),
  url: string(3000),
});
export const options = list(option, { most: 100 });
const optionGroups = list(fields({ label: required(plainText(75)), options: required(options) }), { most: 100 });
export const dispatchConfig = fields({ trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered')) });

/** A select needs its options in one way, not in both. */
const optionsOnce: Check = (value, at, findings) => {
  const { options: plain, option_groups: grouped } = value as { options?: unknown; option_groups?: unknown };
  if ((plain === undefined) === (grouped === undefined)) findings.add('must provide either options or option_groups', at);
};

/** What is chosen at first has to be one of the options, word for word. */
export const initialOffered: Check = (value, at, findings) => {
  const { options: plain, option_groups: grouped, initial_option: one, initial_options: some } = value as JsonObject;
  const groups = arrayOr(grouped).flatMap((group) => (isJsonObject(group) ? arrayOr(group.options) : []));
  const offered = new Set([...arrayOr(plain), ...groups].map(wording));
  if (one !== undefined && !offered.has(wording(one)))
    findings.add('must be one of the provided options', `${at}/initial_option`);
  for (const [index, chosen] of arrayOr(some).entries())
    if (!offered.has(wording(chosen))) findings.add('must be one of the provided options', `${at}/initial_options/${index}`);
};

function wording(option: unknown): string {
  const { text, value } = objectOr(option);
  return JSON.stringify([objectOr(text).text, value]);
}

export const select = (more: Record<string, Check>): Check =>
  fields({ type: anything, action_id: actionId, placeholder: plainText(150), confirm, focus_on_load: flag, ...more });

export const staticSelect = (more: Record<string, Check>): Check =>
  all(select({ options, option_groups: optionGroups, ...more }), optionsOnce, initialOffered);
