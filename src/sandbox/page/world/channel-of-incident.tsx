import type { ReactNode } from 'react';
import type { ChannelChange, ConversationOfPage } from '../../page-api.ts';
import { call } from '../shell/calls.ts';
import type { LeverProps } from './lever-props.ts';

/** The channel that was made for an incident, where the first person is in it: going there, and what people make of it. */
export function ChannelOfIncident({
  number,
  state,
  report,
  go,
}: Pick<LeverProps, 'state' | 'report' | 'go'> & { number: number }): ReactNode {
  const channel = state.conversations.find(({ name }) => `${name}-`.startsWith(`inc-${number}-`));
  if (channel === undefined) return null;
  const change = async (become: ChannelChange): Promise<void> => report(await call('channel', { channel: channel.id, become }));
  return (
    <div className="channel-row">
      <button type="button" className="text-button channel-go" data-testid="channel-go" onClick={() => go(channel.id)}>
        Go to #{channel.name}
      </button>
      {changesOf(channel).map(([become, words]) => (
        <button
          key={become}
          type="button"
          className="text-button"
          data-testid={`channel-${become}`}
          aria-label={`${words} #${channel.name}`}
          onClick={() => void change(become)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

function changesOf({ kind, archived }: ConversationOfPage): [ChannelChange, string][] {
  return [
    kind === 'shared' ? ['unshared', 'Keep to us'] : ['shared', 'Share with partners'],
    archived ? ['unarchived', 'Unarchive'] : ['archived', 'Archive'],
  ];
}
