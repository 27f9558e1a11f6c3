import type { PageState } from '../../page-api.ts';

/** The steps of the story, in its order. */
export const stepNames = [
  ...(['unlock', 'extend', 'give back', 'refused', 'approve'] as const),
  ...(['incident', 'hand over', 'resolve', 'by file', 'break glass', 'record'] as const),
] as const;
export type StepName = (typeof stepNames)[number];

/** What of the story can be seen to have happened in what one viewer sees now. */
export function stepsSeenIn({ window, conversations, world }: Pick<PageState, 'window' | 'conversations' | 'world'>): StepName[] {
  const inWindow = JSON.stringify(window?.blocks ?? []);
  const messages = conversations
    .flatMap((conversation) => conversation.messages)
    .filter(({ at }) => !(at < (world.visitBegan ?? '')));
  const anywhere = `${inWindow}\n${JSON.stringify(messages.map(({ blocks }) => blocks))}`;
  const channels = conversations.filter(({ name }) => name?.startsWith('inc-'));
  const isResolved = world.incidents.some(({ status }) => status === 'resolved');
  const seen: Record<StepName, boolean> = {
    unlock: /Values wiped\.|Closed\. [^"]+ saw [^"]+\(\d+×\)/u.test(anywhere),
    extend: /Extended until | in all[,)]/.test(anywhere),
    'give back': /Given back/.test(anywhere) && / marked (it|them) rotated/.test(anywhere),
    refused: /You're not on call for /.test(inWindow),
    approve: /Denied by /.test(anywhere) && /Approved by [^"]+ \(2 of 2\)/.test(anywhere),
    // A channel whose panel shows what is open, besides the one that was there.
    incident: channels.slice(1).some(({ messages }) => /"Open now"/.test(JSON.stringify(messages))),
    'hand over': /🔑 [^"]+ had \S+ open for |: your shift ended\./u.test(anywhere),
    'by file': /by the rotation file: PagerDuty /.test(anywhere),
    'break glass': /🚨 Break glass · reviewed by /u.test(anywhere),
    resolve: isResolved && /after \S+ was over|Access record of INC-/.test(anywhere),
    record: /· last \d+ [dh]|nothing in the last \d+ [dh]/.test(inWindow),
  };
  return stepNames.filter((name) => seen[name]);
}
