import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

type Call = Pick<Sandbox['slack']['calls'][number], 'method' | 'args'>;

/** What people were told to be so, by what: requests and grants by id, shown values by the external id of their window, once for each time. */
export interface Told {
  asked: Set<string>;
  approved: Set<string>;
  granted: Set<string>;
  ended: Set<string>;
  revealed: string[];
}

export type Kind = keyof Told;

/** The kinds, in the order in which they come about. */
export const KINDS: readonly Kind[] = ['asked', 'approved', 'granted', 'revealed', 'ended'];

// A button is there only for what is: whoever has Give back was told of a grant, whoever has Mark rotated of its end.
const SAID_BY: { [action: string]: 'asked' | 'granted' | 'ended' } = {
  ...{ withdraw: 'asked', approve: 'asked', deny: 'asked', details: 'asked' },
  ...{ show_values: 'granted', read_again: 'granted', give_back: 'granted', revoke: 'granted', extend: 'granted' },
  mark_rotated: 'ended',
};

/** All that these calls to Slack told, whether or not Slack's answer was heard. `value` is what a shown window holds. */
export function toldBy(calls: readonly Call[], value: string): Told {
  const told: Told = { asked: new Set(), approved: new Set(), granted: new Set(), ended: new Set(), revealed: [] };
  for (const { method, args } of calls) {
    const text = JSON.stringify(args);
    if (method.startsWith('views.') && text.includes(value)) told.revealed.push(String(args.external_id));
    for (const { action, id } of buttonsIn(args)) {
      const kind = SAID_BY[action];
      if (kind !== undefined) told[kind].add(id);
      if (kind === 'asked' && text.includes('Approved by')) told.approved.add(id);
    }
  }
  return told;
}

function buttonsIn(part: unknown): { action: string; id: string }[] {
  if (typeof part === 'string') return /^[[{]/.test(part) ? buttonsIn(parsed(part)) : [];
  if (typeof part !== 'object' || part === null) return [];
  const { type, action_id: action, value: id } = part as { [key: string]: unknown };
  if (type === 'button' && typeof action === 'string' && typeof id === 'string') return [{ action, id }];
  return Object.values(part).flatMap(buttonsIn);
}

// What people typed may begin as JSON does.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
