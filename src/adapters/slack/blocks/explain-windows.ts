import type { Resource } from '../../../domain/policy.ts';
import { typing, unlockableBlocks } from './help-windows.ts';
import type { Window } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';
import { windowOf } from './window.ts';

/** How to have a decision explained. */
export function explainHelpWindow(resources: readonly Resource[]): Window {
  const name = resources[0]?.name ?? 'db-prod';
  return windowOf([
    boldLine('What to type'),
    typing(
      [`/nightlatch explain ${name}`, 'what each rule says to you now'],
      [`/nightlatch explain ${name} in INC-42`, 'and all else that /unlock takes'],
      [`/nightlatch explain ${name} break-glass`, 'what breaking glass would give'],
      [`/nightlatch explain @someone ${name}`, 'for owners and auditors'],
    ),
    ...smallPrint('It only explains: nothing is asked for, and nobody is told. Asking about others is put on record.'),
    ...unlockableBlocks(resources),
  ]);
}

/** The answer to anybody but owners and auditors who asks about somebody else. */
export function explainOthersRefusedWindow(): Window {
  return windowOf([
    boldLine('Only owners and auditors may ask about somebody else.'),
    line('About yourself: /nightlatch explain and the name of a resource.'),
  ]);
}

/** The answer about somebody whom no rule opens anything for. */
export function explainOutsiderWindow(): Window {
  return windowOf([
    boldLine("They aren't a full member of this workspace, so no rule is looked at for them."),
    line('Nothing opens for guests, bots, deactivated accounts and people of other workspaces.'),
  ]);
}
