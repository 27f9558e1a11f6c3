import type { Digest, Told } from '../../../domain/digest.ts';
import type { PersonName } from '../../../domain/names.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import { DIGEST_REVIEWED } from './action-ids.ts';
import { digestLines, sayInBrief, sayReviewed } from './digest-message.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, button, buttons, line, smallPrint } from './parts.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

/** Why somebody gets no digest, or may not mark one. */
export type DigestRefused = 'not-owner-or-auditor' | 'not-found' | 'outsider' | 'no-policy';

/** What happened in the time asked for; below it the newest weekly digest, which may be marked here too. */
export function digestWindow(told: Told, latest?: Digest): Window {
  const clocks = smallPrint(`Times: ${told.content.timezone}. Another span: /nightlatch digest 4w`);
  return windowOf([...digestLines(told), ...clocks, ...latestBlocks(latest)]);
}

function latestBlocks(latest: Digest | undefined): Block[] {
  if (!latest) return [];
  const mark = buttons('digest', latest.reviewed ? undefined : button('Mark reviewed', DIGEST_REVIEWED, latest.id));
  const state = sayReviewed(latest) ?? 'Nobody has reviewed it yet.';
  return [{ type: 'divider' }, boldLine('Latest weekly digest'), line(sayInBrief(latest)), line(state), ...mark];
}

/** That somebody marked it; `already`: somebody else was first. */
export function digestReviewedWindow(digest: Digest, already: boolean): Window {
  const said = already ? 'Somebody reviewed it already. Nothing changed.' : 'Marked as reviewed.';
  return windowOf([boldLine(said), line(sayReviewed(digest) ?? ''), { type: 'divider' }, ...digestLines(digest)]);
}

/** That the time to look back couldn't be read: what of it, and what can. */
export function digestMistakeWindow(text: string): Window {
  return windowOf([boldLine(text), line('For example: /nightlatch digest 4w')]);
}

/** The answer to whoever may not, with who can. */
export function digestRefusedWindow(because: DigestRefused, who: readonly PersonName[], reader: Reader): Window {
  switch (because) {
    case 'not-owner-or-auditor':
      return windowOf([boldLine('The digest is for owners and auditors.'), line(`You can ask ${sayWho(who)}.`)]);
    case 'not-found':
      return windowOf([boldLine("There's no such digest, so nothing was marked."), line('/nightlatch digest shows the latest.')]);
    case 'outsider':
    case 'no-policy': {
      const { text, help } = sayRefusal({ code: because }, reader);
      return windowOf([boldLine(text), ...(help === undefined ? [] : [line(help)])]);
    }
  }
}

function sayWho(who: readonly PersonName[]): string {
  return who.length === 0 ? 'whoever runs Nightlatch' : visibleLine(sayList(who, 'or'), 400);
}
