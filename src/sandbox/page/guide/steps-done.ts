import type { PageState } from '../../page-api.ts';

/** The steps of the story, in its order. */
export const stepNames = ['unlock', 'extend', 'give back', 'refused', 'approve', 'break glass', 'resolve', 'record'] as const;
export type StepName = (typeof stepNames)[number];

/** What of the story can be seen to have happened in what one viewer sees now. */
export function stepsSeenIn({ window, conversations, world }: Pick<PageState, 'window' | 'conversations' | 'world'>): StepName[] {
  const inWindow = JSON.stringify(window?.blocks ?? []);
  const messages = conversations
    .flatMap((conversation) => conversation.messages)
    .filter(({ at }) => !(at < (world.visitBegan ?? '')));
  const anywhere = `${inWindow}\n${JSON.stringify(messages.map(({ blocks }) => blocks))}`;
  const isResolved = world.incidents.some(({ status }) => status === 'resolved');
  const seen: Record<StepName, boolean> = {
    unlock: /Values wiped\.|Closed\. [^"]+ saw [^"]+\(\d+×\)/u.test(anywhere),
    extend: /Extended until | in all[,)]/.test(anywhere),
    'give back': /Given back/.test(anywhere) && / marked (it|them) rotated/.test(anywhere),
    refused: /You're not on call for /.test(inWindow),
    approve: /Denied by /.test(anywhere) && /Approved by [^"]+ \(2 of 2\)/.test(anywhere),
    'break glass': /🚨 Break glass · reviewed by /u.test(anywhere),
    resolve: isResolved && /after \S+ was over|Its time was up/.test(anywhere),
    record: /· last \d+ [dh]|nothing in the last \d+ [dh]/.test(inWindow),
  };
  return stepNames.filter((name) => seen[name]);
}
