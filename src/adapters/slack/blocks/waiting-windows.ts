import type { Asking, UnlockForm } from '../../../domain/unlock-form.ts';
import type { Window } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

/** What `/unlock` opens at once, while the sources are asked. */
export function checkingWindow(asking: Asking): Window {
  return windowOf([
    boldLine('Checking who is on call…'),
    ...typed('/unlock', 'form' in asking ? asWords(asking.form) : asking.words),
  ]);
}

/** What stands in the window while a decision is explained. */
export function explainingWindow(asking: Asking): Window {
  return windowOf([
    boldLine('Checking what each rule says…'),
    ...typed('/nightlatch explain', 'form' in asking ? asWords(asking.form) : withNames(asking.words)),
  ]);
}

// In plain text Slack shows a mention as it was escaped.
function withNames(words: string): string {
  return words.replace(/<@[A-Z0-9]+(?:\|([^>]*))?>/g, (_, name?: string) => `@${name || 'someone'}`);
}

/** What stands in the window until the form does. */
export function openingFormWindow(): Window {
  return windowOf([boldLine('Getting the form…')]);
}

/** What stands in the window while more time is decided on. */
export function extendingWindow(): Window {
  return windowOf([boldLine('Checking who is on call…'), line('Until then it ends when it did before.')]);
}

/** What `/grants` opens at once. */
export function listingWindow(words: string): Window {
  return windowOf([boldLine('Looking up grants…'), ...typed('/grants', words)]);
}

/** What Details and Deny open at once, while the request is looked up. */
export function lookingUpWindow(): Window {
  return windowOf([boldLine('Looking it up…')]);
}

/** What stands in a form's place until it is known what became of the no. */
export function denyingWindow(): Window {
  return windowOf([boldLine('Denying…')]);
}

/** What stands in the window until its values are on record and here. */
export function loadingSecretWindow(resource: string): Window {
  return {
    ...windowOf([boldLine('Getting the values…'), line('This read is being put on record first.')], resource),
    notify_on_close: false,
  };
}

// As one would have typed it, to be read only.
function asWords({ resource, variables, time, incident, breakGlass, reason }: UnlockForm): string {
  const clauses = [
    time && `for ${time}`.replace(/^for (?=for |until )/, ''),
    incident && `in ${incident}`,
    breakGlass && 'break-glass',
  ];
  return [resource, ...variables, ...clauses, reason && `because ${reason}`].filter(Boolean).join(' ');
}

function typed(command: string, words: string) {
  return words.trim() === '' ? [] : smallPrint(`${command} ${visibleLine(words, 200)}`);
}
