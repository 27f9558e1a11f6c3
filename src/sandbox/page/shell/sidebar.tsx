import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { ConversationOfPage } from '../../page-api.ts';
import { ConversationSign } from '../conversation/conversation.tsx';
import { Avatar } from './avatar.tsx';

const margin = 8;

interface SidebarProps {
  conversations: ConversationOfPage[];
  shown: string;
  botNames: string[];
  choose: (id: string) => void;
}

/** The conversations: a list beside the messages, a strip above them where it is narrow. */
export function Sidebar({ conversations, shown, botNames, choose }: SidebarProps): ReactNode {
  const nav = useRef<HTMLElement>(null);
  useInSight(nav, shown, conversations.length);
  const groups = [
    { title: 'Channels', of: conversations.filter(({ kind }) => kind !== 'direct') },
    { title: 'Direct messages', of: conversations.filter(({ kind }) => kind === 'direct') },
  ];
  return (
    <nav ref={nav} className="sidebar" aria-label="Conversations">
      {groups
        .filter(({ of }) => of.length > 0)
        .map(({ title, of }) => (
          <div key={title} className="sidebar-group">
            <h2 className="sidebar-title">{title}</h2>
            <ul>
              {of.map((conversation) => (
                <li key={conversation.id}>
                  <Item
                    conversation={conversation}
                    isShown={conversation.id === shown}
                    bot={botNames.includes(conversation.name)}
                    choose={choose}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}

// What is unread and what comes beside the panes change widths after they were drawn first.
function useInSight(nav: RefObject<HTMLElement | null>, shown: string, count: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another conversation there is another item to watch.
  useEffect(() => {
    const watch = new ResizeObserver(() => bringIntoSight(nav.current, shown));
    if (nav.current) watch.observe(nav.current);
    for (const item of nav.current?.querySelectorAll('li') ?? []) watch.observe(item);
    return () => watch.disconnect();
  }, [nav, shown, count]);
}

// Only the strip may move: `scrollIntoView` would move the panes, too.
function bringIntoSight(nav: HTMLElement | null, shown: string): void {
  const item = nav?.querySelector(`[data-conversation="${shown}"]`);
  if (!nav || !item) return;
  const [around, at] = [nav.getBoundingClientRect(), item.getBoundingClientRect()];
  if (at.right > around.right) nav.scrollLeft += at.right - around.right + margin;
  else if (at.left < around.left) nav.scrollLeft -= around.left - at.left + margin;
}

interface ItemProps {
  conversation: ConversationOfPage;
  isShown: boolean;
  bot: boolean;
  choose: (id: string) => void;
}

function Item({ conversation: { id, name, kind, unread }, isShown, bot, choose }: ItemProps): ReactNode {
  return (
    <button
      type="button"
      className={`sidebar-item${unread > 0 ? ' sidebar-item-unread' : ''}`}
      data-testid="conversation-item"
      data-conversation={id}
      aria-current={isShown ? 'page' : undefined}
      onClick={() => choose(id)}
    >
      {kind === 'direct' ? <Avatar id={id} name={name} bot={bot} small /> : <ConversationSign kind={kind} />}
      <span className="sidebar-name">{name}</span>
      {unread > 0 && (
        <span className="unread">
          {unread}
          <span className="unseen"> unread</span>
        </span>
      )}
    </button>
  );
}
