import type { ReactNode } from 'react';
import { Message, type MessageProps } from 'slack-blocks-to-jsx';
import { drawSlackDate } from './draw-time.ts';
import { type BlockElement, readMrkdwn, readPlainText } from './mrkdwn.ts';
import { type Reader, useReader } from './reader.ts';

type Hooks = NonNullable<MessageProps['hooks']>;

function hooksFor(reader: Reader): Hooks {
  return {
    user: ({ id, name }) => <span className="mention">@{name || id}</span>,
    channel: ({ id, name }) => <span className="mention">#{name || id}</span>,
    usergroup: ({ id, name }) => <span className="mention">@{name || id}</span>,
    atHere: () => <span className="mention mention-all">@here</span>,
    atChannel: () => <span className="mention mention-all">@channel</span>,
    atEveryone: () => <span className="mention mention-all">@everyone</span>,
    emoji: (emoji, draw) => drawEmoji(emoji.name, draw(emoji)),
    date: ({ timestamp, format, fallback }) => drawDate(reader, Number(timestamp), format, fallback),
    link: ({ href, children }) => drawLink(href, children),
  };
}

function drawDate(reader: Reader, seconds: number, format: string, fallback: string): string {
  return drawSlackDate(seconds, format, fallback, { timeZone: reader.timeZone, now: reader.now() });
}

function drawEmoji(name: string, drawn: string): string {
  return drawn === '' || drawn === name ? `:${name}:` : drawn;
}

// A link with any other scheme would run in the page.
function drawLink(href: string, children: ReactNode): ReactNode {
  if (!/^(?:https?:|mailto:)/.test(href)) return children;
  return (
    <a className="link" href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Blocks that `slack-blocks-to-jsx` draws well by itself. */
export function DrawnBlocks({ blocks }: { blocks: unknown[] }): ReactNode {
  const reader = useReader();
  return (
    <Message
      withoutWrapper
      className="drawn"
      blocks={blocks as MessageProps['blocks']}
      data={{ users: reader.users, channels: reader.channels, user_groups: reader.groups }}
      hooks={hooksFor(reader)}
      name=""
      logo=""
    />
  );
}

// The library reads mrkdwn as Markdown (`12:30:45` loses its middle, `&lt;!here&gt;` becomes a mention), so it is given rich text, which it draws to the letter.
function RichText({ elements }: { elements: BlockElement[] }): ReactNode {
  return <DrawnBlocks blocks={[{ type: 'rich_text', elements }]} />;
}

/** A text object of Block Kit. */
export interface TextObject {
  type: 'mrkdwn' | 'plain_text';
  text: string;
}

/** A text object as Slack shows it to this reader. */
export function Text({ of }: { of: TextObject }): ReactNode {
  const reader = useReader();
  if (of.type === 'plain_text') return <PlainText text={of.text} />;
  return <RichText elements={readMrkdwn(of.text, (...date) => drawDate(reader, ...date))} />;
}

/** Plain text; `:emoji:` is drawn where there is one. */
export function PlainText({ text }: { text: string }): ReactNode {
  const elements = readPlainText(text);
  if (elements.every((block) => block.elements.every(({ type }) => type === 'text')))
    return <span className="plain">{text}</span>;
  return <RichText elements={elements} />;
}
