import type { FormField } from '../../../domain/command-text/read-form.ts';
import type { UnlockForm } from '../../../domain/unlock-form.ts';
import type { Fields } from '../incoming.ts';

/** The value of the break-glass box. */
export const BREAK_GLASS = 'break-glass';

/** The form's block ids. Slack keeps what is in a block as long as its id stays: what is one resource's alone is called by it. */
export const FIELDS = {
  resource: () => 'resource',
  variables: (resource: string) => `variables:${resource}`,
  time: () => 'time',
  incident: (resource: string) => `incident:${resource}`,
  incidentTyped: (resource: string) => `incident-typed:${resource}`,
  reason: () => 'reason',
  breakGlass: (resource: string) => `break-glass:${resource}`,
} as const;

/** What stands in the form's fields. Those of a resource that is no longer the chosen one are left out. */
export function formIn(fields: Fields): UnlockForm {
  const resource = textIn(fields, FIELDS.resource());
  return {
    resource,
    variables: listIn(fields, FIELDS.variables(resource)),
    time: textIn(fields, FIELDS.time()),
    incident: textIn(fields, FIELDS.incident(resource)) || textIn(fields, FIELDS.incidentTyped(resource)),
    reason: textIn(fields, FIELDS.reason()),
    breakGlass: listIn(fields, FIELDS.breakGlass(resource)).includes(BREAK_GLASS),
  };
}

/** The block to say it at when something is wrong with `field`: Slack takes only those that are in the view, and the resource always is. */
export function blockOf(field: FormField, fields: Fields): string {
  const resource = textIn(fields, FIELDS.resource());
  const candidates: Readonly<Record<FormField, readonly string[]>> = {
    resource: [],
    variables: [FIELDS.variables(resource)],
    time: [FIELDS.time()],
    incident: [FIELDS.incident(resource), FIELDS.incidentTyped(resource)],
    reason: [FIELDS.reason()],
  };
  return candidates[field].find((id) => fields.has(id)) ?? FIELDS.resource();
}

function textIn(fields: Fields, id: string): string {
  const said = fields.get(id);
  return typeof said === 'string' ? said : '';
}

function listIn(fields: Fields, id: string): readonly string[] {
  const said = fields.get(id);
  return Array.isArray(said) ? said : [];
}
