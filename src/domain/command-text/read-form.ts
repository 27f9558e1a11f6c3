import type { CommandMistake, Refusal } from '../decision.ts';
import type { AskedTime } from '../end-of-grant.ts';
import type { IncidentName } from '../incident.ts';
import type { ResourceName } from '../names.ts';
import { nearestNames } from '../nearest-names.ts';
import type { Resource } from '../policy.ts';
import type { AccessRequest } from '../request.ts';
import type { UnlockForm } from '../unlock-form.ts';
import { cleanReason } from './clean-reason.ts';
import { type CallerClock, type Clause, isKeyword, isPlainlyClause, readClause } from './read-clause.ts';
import { echoedWord, foldedWord, wordsOf } from './words.ts';

export type FormField = 'resource' | 'variables' | 'time' | 'incident' | 'reason';

/** What is wrong with one field, as the refusal that words with the same mistake would get. */
export interface FormMistake {
  field: FormField;
  because: Refusal;
}

export type FormReading =
  | { kind: 'request'; request: Omit<AccessRequest, 'channel'> }
  | { kind: 'mistaken'; mistakes: readonly [FormMistake, ...FormMistake[]] };

/** Reads a form by the same rules as the words of `/unlock`, and says all its mistakes at once. Never throws for any form. */
export function readForm(form: UnlockForm, resources: ReadonlyMap<ResourceName, Resource>, clock: CallerClock): FormReading {
  const resource = resources.get(form.resource);
  if (!resource) return { kind: 'mistaken', mistakes: [{ field: 'resource', because: unknownResource(form, resources) }] };
  const time = readTime(form.time, clock);
  const incident = readIncident(form.incident, clock);
  const reason = cleanReason(form.reason);
  const [first, ...more] = [
    ...variableMistakes(form, resource),
    ...mistakeIn('time', time),
    ...mistakeIn('incident', incident),
    ...(reason === '' && alwaysNeedsReason(resource, form.breakGlass) ? [reasonMissing(resource)] : []),
  ];
  if (first) return { kind: 'mistaken', mistakes: [first, ...more] };
  const asked = {
    resource: resource.name,
    variables: [...new Set(form.variables)],
    breakGlass: form.breakGlass,
    time: timeIn(time),
  };
  return { kind: 'request', request: { ...asked, ...incidentIn(incident), ...(reason === '' ? {} : { reason }) } };
}

/** Whether no rule that would count gives the resource without a reason. */
export function alwaysNeedsReason({ rules }: Pick<Resource, 'rules'>, breakGlass: boolean): boolean {
  const counting = rules.filter((rule) => rule.breakGlass === breakGlass);
  return counting.length > 0 && counting.every((rule) => rule.reasonRequired);
}

function unknownResource({ resource: word }: UnlockForm, resources: ReadonlyMap<ResourceName, Resource>): Refusal {
  return { code: 'unknown-resource', word: echoedWord(word), nearest: nearestNames(foldedWord(word), [...resources.keys()]) };
}

function variableMistakes({ variables }: UnlockForm, resource: Resource): FormMistake[] {
  const stranger = variables.find((name) => !resource.variables.has(name));
  if (stranger === undefined) return [];
  const nearest = nearestNames(stranger, [...resource.variables.keys()]);
  return [
    {
      field: 'variables',
      because: { code: 'unknown-variable', word: echoedWord(stranger), resource: resource.name, nearest },
    },
  ];
}

// A bare time of day or `shift-end` can only be an end, anything else only a duration; the keyword may stand before it.
function readTime(text: string, clock: CallerClock): Clause | undefined {
  const [first = '', ...rest] = wordsOf(text);
  if (first === '') return undefined;
  const keyword = foldedWord(first);
  if (isKeyword(keyword) && keyword !== 'in' && rest.length > 0) return readClause(keyword, rest.join(' '), clock);
  const whole = [first, ...rest].join(' ');
  return readClause(isPlainlyClause('until', whole) ? 'until' : 'for', whole, clock);
}

function readIncident(text: string, clock: CallerClock): Clause | undefined {
  const words = wordsOf(text);
  return words.length === 0 ? undefined : readClause('in', words.join(' '), clock);
}

function mistakeIn(field: FormField, clause: Clause | undefined): FormMistake[] {
  return clause?.kind === 'mistake' ? [{ field, because: mistaken(clause.mistake) }] : [];
}

function mistaken(mistake: CommandMistake): Refusal {
  return { code: 'not-understood', mistakes: [mistake] };
}

function reasonMissing({ name }: Resource): FormMistake {
  return { field: 'reason', because: { code: 'reason-required', resource: name } };
}

function timeIn(clause: Clause | undefined): AskedTime {
  return clause?.kind === 'time' ? clause.time : { kind: 'default' };
}

function incidentIn(clause: Clause | undefined): { incident?: IncidentName } {
  return clause?.kind === 'incident' ? { incident: clause.incident } : {};
}
