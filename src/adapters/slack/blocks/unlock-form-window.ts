import type { types } from '@slack/bolt';
import { REASON_KEPT } from '../../../domain/command-text/clean-reason.ts';
import { alwaysNeedsReason } from '../../../domain/command-text/read-form.ts';
import type { Answer } from '../../../domain/evidence.ts';
import { type Incident, incidentLabel } from '../../../domain/incident.ts';
import type { Resource } from '../../../domain/policy.ts';
import type { UnlockForm } from '../../../domain/unlock-form.ts';
import { FORM_RESOURCE } from './action-ids.ts';
import { BREAK_GLASS, FIELDS } from './form-fields.ts';
import { chosenOf, field, MOST_OPTIONS, option, placeholder } from './form-parts.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, smallPrint } from './parts.ts';
import { clipped, plainText } from './text.ts';
import { windowOf } from './window.ts';

/** The form's callback id. */
export const UNLOCK_FORM = 'unlock_form';

const MOST_WORD = 100;

export interface FormContent {
  resources: readonly Resource[];
  form: UnlockForm;
  /** Of the chosen resource; `asking` while its source hasn't said. */
  incidents: Answer<readonly Incident[]> | 'asking';
  /** What is asked for here, for the window to remember. */
  metadata: string;
  /** Why the form is here, where it wasn't asked for. */
  because?: string;
}

/** The form for access: the resource first, and once that is chosen everything that can be said with it. */
export function unlockFormWindow(content: FormContent): Window {
  const { resources, form, metadata, because } = content;
  const chosen = resources.find(({ name }) => name === form.resource);
  return {
    ...windowOf([
      ...(because === undefined ? [] : [boldLine(because)]),
      ...resourceBlocks(resources, chosen),
      ...fieldsOf(content, chosen),
    ]),
    callback_id: UNLOCK_FORM,
    title: plainText('Unlock'),
    submit: plainText('Unlock'),
    close: plainText('Cancel'),
    private_metadata: metadata,
  };
}

function resourceBlocks(resources: readonly Resource[], chosen: Resource | undefined): Block[] {
  const first = resources.slice(0, MOST_OPTIONS);
  // Whatever was chosen must be there to be chosen.
  const offered = chosen && !first.includes(chosen) ? [...first.slice(0, -1), chosen] : first;
  const options = offered.map(({ name, title }) => option(name, title === name ? name : `${name} · ${title}`));
  const [initial] = chosenOf(options, chosen ? [chosen.name] : []);
  const select: types.StaticSelect = {
    type: 'static_select',
    action_id: FORM_RESOURCE,
    options,
    placeholder: placeholder('What to unlock'),
    ...(initial && { initial_option: initial }),
  };
  const rest = resources.length - offered.length;
  return [
    field({ id: FIELDS.resource(), label: 'Resource', isTold: true, isRequired: true }, select),
    ...smallPrint(rest > 0 ? `${rest} more don't fit in here: type /unlock and the name.` : undefined),
  ];
}

function fieldsOf({ form, incidents }: FormContent, resource: Resource | undefined): Block[] {
  if (!resource) return [];
  const needsReason = alwaysNeedsReason(resource, false);
  const hasGlass = resource.rules.some((rule) => rule.breakGlass);
  return [
    ...variablesBlocks(resource, form),
    field(
      { id: FIELDS.time(), label: 'For how long', hint: 'Or until when: 07:30 or shift-end.' },
      text('time', form.time, '30m'),
    ),
    ...incidentBlocks(resource.name, form, incidents),
    field({ id: FIELDS.reason(), label: 'Reason', isRequired: needsReason }, reasonInput(form.reason)),
    ...(hasGlass ? [glassBlock(resource.name, form.breakGlass)] : []),
  ];
}

function variablesBlocks({ name, variables }: Resource, form: UnlockForm): Block[] {
  const options = [...variables.keys()].slice(0, MOST_OPTIONS).map((variable) => option(variable));
  if (options.length === 0) return [];
  const initial = chosenOf(options, form.variables);
  const select: types.MultiStaticSelect = {
    type: 'multi_static_select',
    action_id: 'variables',
    options,
    placeholder: placeholder('All that the rule gives'),
    ...(initial.length > 0 && { initial_options: initial }),
  };
  const rest = variables.size - options.length;
  const hint = rest > 0 ? { hint: `${rest} more don't fit in here: type their names after /unlock ${name}.` } : {};
  return [field({ id: FIELDS.variables(name), label: 'Variables', ...hint }, select)];
}

// What was asked for stays in the form, whether or not the source knows it or has answered yet.
function incidentBlocks(resource: string, form: UnlockForm, incidents: FormContent['incidents']): Block[] {
  const asked = form.incident;
  if (incidents !== 'asking' && !incidents.known) {
    const hint = `${incidents.source} didn't answer, so the open ones can't be listed. Type it: INC-42.`;
    return [field({ id: FIELDS.incidentTyped(resource), label: 'Incident', hint }, text('incident', asked, 'INC-42'))];
  }
  const open = incidents === 'asking' ? [] : incidents.value;
  const isListed = open.some((one) => incidentLabel(one) === asked || one.id === asked);
  const options = [
    ...(asked === '' || isListed ? [] : [option(asked)]),
    ...open.map((one) => option(one.id === asked ? one.id : incidentLabel(one), `${incidentLabel(one)} · ${one.title}`)),
  ].slice(0, MOST_OPTIONS);
  if (options.length === 0)
    return smallPrint(incidents === 'asking' ? 'Looking for open incidents…' : `No incident of ${resource} is open.`);
  const [initial] = chosenOf(options, [asked]);
  const select: types.StaticSelect = {
    type: 'static_select',
    action_id: 'incident',
    options,
    placeholder: placeholder('None in particular'),
    ...(initial && { initial_option: initial }),
  };
  return [field({ id: FIELDS.incident(resource), label: 'Incident' }, select)];
}

function text(action: string, initial: string, example: string, most = MOST_WORD): types.PlainTextInput {
  const hint = placeholder(example);
  const input: types.PlainTextInput = { type: 'plain_text_input', action_id: action, placeholder: hint, max_length: most };
  return initial === '' ? input : { ...input, initial_value: clipped(initial, most) };
}

function reasonInput(initial: string): types.PlainTextInput {
  return { ...text('reason', initial, 'Replica lag', REASON_KEPT), multiline: true };
}

function glassBlock(resource: string, isChosen: boolean): Block {
  const broken: types.PlainTextOption = {
    ...option(BREAK_GLASS, "Break glass: the normal way can't work now"),
    description: plainText('Short, told in the audit channel at once, and looked at afterwards.', 75),
  };
  const boxes: types.Checkboxes = { type: 'checkboxes', action_id: 'break-glass', options: [broken] };
  const element = isChosen ? { ...boxes, initial_options: [broken] } : boxes;
  return field({ id: FIELDS.breakGlass(resource), label: 'In an emergency' }, element);
}
