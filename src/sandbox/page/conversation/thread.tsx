import type { MouseEvent, ReactNode } from 'react';
import type { MessageOfPage } from '../../page-api.ts';
import type { Called } from '../shell/calls.ts';
import { Message } from './message.tsx';

const above = 12;

interface ThreadProps {
  as: string;
  replies: readonly MessageOfPage[];
  report: (called: Called) => void;
}

/** The answers to a message, below it. */
export function Thread({ as, replies, report }: ThreadProps): ReactNode {
  if (replies.length === 0) return null;
  return (
    <li className="thread" data-testid="thread">
      <p className="thread-head">{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</p>
      <ol>
        {replies.map((reply) => (
          <Message key={reply.id} as={as} message={reply} follows={false} report={report} />
        ))}
      </ol>
    </li>
  );
}

/** Stands where the newest is looked for, and leads to an answer further up. */
export function RepliedAbove({ message: { id, from } }: { message: MessageOfPage }): ReactNode {
  return (
    <li className="replied">
      <span>{from.name} replied in a thread.</span>
      <button type="button" className="text-button" onClick={(event) => showAbove(event, id)}>
        Show
      </button>
    </li>
  );
}

// Only the messages may move: `scrollIntoView` would move the panes, too.
function showAbove({ currentTarget }: MouseEvent<HTMLElement>, id: string): void {
  const place = currentTarget.closest('.messages-scroll');
  const reply = place?.querySelector(`[data-message="${id}"]`);
  if (place && reply) place.scrollTop += reply.getBoundingClientRect().top - place.getBoundingClientRect().top - above;
}
