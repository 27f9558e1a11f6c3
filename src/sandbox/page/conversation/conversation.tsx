import { Fragment, type ReactNode } from 'react';
import type { ConversationOfPage, MessageOfPage, PersonOfPage } from '../../page-api.ts';
import type { Called } from '../shell/calls.ts';
import { LinkIcon, LockIcon } from '../shell/icons.tsx';
import { drawDay } from '../text/draw-time.ts';
import { useReader } from '../text/reader.ts';
import { Message } from './message.tsx';
import { RepliedAbove, Thread } from './thread.tsx';
import { useScrollToNewest } from './use-scroll-to-newest.ts';

interface ConversationProps {
  viewer: PersonOfPage;
  conversation: ConversationOfPage;
  report: (called: Called) => void;
}

/** A conversation's head and its messages, the newest in sight. */
export function Conversation({ viewer, conversation, report }: ConversationProps): ReactNode {
  const { messages } = conversation;
  const isReply = ({ thread }: MessageOfPage): boolean => messages.some(({ id }) => id === thread);
  const { scroll, content } = useScrollToNewest(conversation.id);
  return (
    <section className="conversation" aria-label={`Conversation ${conversation.name}`}>
      <header className="conversation-head">
        <h2>
          <ConversationSign kind={conversation.kind} />
          {conversation.name}
        </h2>
        {conversation.archived && <p>archived</p>}
        {conversation.topic !== '' && <p title={conversation.topic}>{conversation.topic}</p>}
      </header>
      <div className="messages-scroll" ref={scroll} tabIndex={-1}>
        <Beginning conversation={conversation} hasCommands={viewer.hasCommands} />
        <ol ref={content} className="messages" role="log" aria-label="Messages">
          {messages.map((message, place) => (
            <Fragment key={message.id}>
              <DayBefore message={message} earlier={messages[place - 1]} />
              {isReply(message) ? (
                isFurtherUp(message, messages.slice(0, place)) && <RepliedAbove message={message} />
              ) : (
                <Message as={viewer.id} message={message} follows={isSoonAfter(message, messages[place - 1])} report={report} />
              )}
              <Thread as={viewer.id} replies={messages.filter(({ thread }) => thread === message.id)} report={report} />
            </Fragment>
          ))}
        </ol>
      </div>
    </section>
  );
}

// Stands above the first message, so that an empty conversation says what it is for.
function Beginning({ conversation, hasCommands }: { conversation: ConversationOfPage; hasCommands: boolean }): ReactNode {
  const { name, kind, topic } = conversation;
  const isDirect = kind === 'direct';
  return (
    <div className="beginning">
      <p className="beginning-name">
        <ConversationSign kind={kind} />
        {name}
      </p>
      {topic !== '' && <p>{topic}.</p>}
      <p>
        {isDirect ? `Only you and ${name} are here.` : 'Everybody here sees what is posted.'}
        {hasCommands && (
          <>
            {' '}
            Type <code>/unlock</code> to begin.
          </>
        )}
      </p>
    </div>
  );
}

/** What sort of conversation it is, before its name. */
export function ConversationSign({ kind }: { kind: ConversationOfPage['kind'] }): ReactNode {
  if (kind === 'direct') return null;
  const names = { channel: 'Channel', private: 'Private channel', shared: 'Channel shared with another workspace' };
  const signs = { channel: '#', private: <LockIcon />, shared: <LinkIcon /> };
  return (
    <span className="sign">
      <span aria-hidden="true">{signs[kind]}</span>
      <span className="unseen">{names[kind]} </span>
    </span>
  );
}

function DayBefore({ message, earlier }: { message: MessageOfPage; earlier: MessageOfPage | undefined }): ReactNode {
  const { timeZone } = useReader();
  const day = drawDay(message.at, timeZone);
  if (earlier !== undefined && drawDay(earlier.at, timeZone) === day) return null;
  return (
    <li className="day">
      <span>{day}</span>
    </li>
  );
}

// Something else stands between it and the message that it answers.
function isFurtherUp({ thread }: MessageOfPage, before: readonly MessageOfPage[]): boolean {
  return before.findLast((one) => one.thread === undefined)?.id !== thread;
}

const together = 5 * 60_000;

function isSoonAfter(message: MessageOfPage, earlier: MessageOfPage | undefined): boolean {
  if (
    earlier === undefined ||
    earlier.thread !== undefined ||
    message.ephemeral ||
    earlier.ephemeral ||
    message.blocks.length > 0
  )
    return false;
  return earlier.from.id === message.from.id && Date.parse(message.at) - Date.parse(earlier.at) < together;
}
