import { memo, type ReactNode } from 'react';
import type { MessageOfPage } from '../../page-api.ts';
import { ActingContext, useConfirm } from '../blocks/acting.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { actingIn } from '../shell/acting-in.ts';
import { Avatar } from '../shell/avatar.tsx';
import type { Called } from '../shell/calls.ts';
import { EyeIcon } from '../shell/icons.tsx';
import { drawClock } from '../text/draw-time.ts';
import { useReader } from '../text/reader.ts';
import { Text } from '../text/rich-text.tsx';

interface MessageProps {
  as: string;
  message: MessageOfPage;
  /** Whether the same person wrote the one above, a moment before. */
  follows: boolean;
  report: (called: Called) => void;
}

/** One message; an ephemeral one says that nobody else sees it. */
export const Message = memo(function Message({ as, message, follows, report }: MessageProps): ReactNode {
  const { timeZone } = useReader();
  const ask = useConfirm();
  const { from, channel, id } = message;
  const act = actingIn({ as, in: { message: id, channel } }, { ask, report });
  const time = <time dateTime={message.at}>{drawClock(message.at, timeZone)}</time>;
  const edited = message.edited && <span className="message-edited">edited</span>;
  const kind = `message${follows ? ' message-follows' : ''}${message.ephemeral ? ' message-ephemeral' : ''}`;
  return (
    <li className={kind} data-testid="message" data-message={id} data-ephemeral={message.ephemeral}>
      <div className="message-side">{follows ? time : <Avatar id={from.id} name={from.name} bot={from.bot} />}</div>
      <div className="message-main">
        {message.ephemeral && (
          <p className="message-only">
            <EyeIcon /> Only visible to you
          </p>
        )}
        {!follows && (
          <p className="message-head">
            <b>{from.name}</b>
            {from.bot && <span className="app-mark">app</span>}
            {time}
            {edited}
          </p>
        )}
        <ActingContext value={{ act }}>
          {message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <Text of={{ type: 'mrkdwn', text: message.text }} />}
        </ActingContext>
        {follows && edited}
      </div>
    </li>
  );
});
