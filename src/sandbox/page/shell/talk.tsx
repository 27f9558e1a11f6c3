import { type ReactNode, useEffect, useState } from 'react';
import type { ConversationOfPage, PageState } from '../../page-api.ts';
import { Composer } from '../conversation/composer.tsx';
import { Conversation } from '../conversation/conversation.tsx';
import type { Draft } from '../conversation/draft.ts';
import { type AppTab, AppTabs } from '../home/app-tabs.tsx';
import { HomeTab } from '../home/home-tab.tsx';
import { type Called, call } from './calls.ts';

interface TalkProps {
  state: PageState;
  conversation: ConversationOfPage;
  draft: Draft | undefined;
  onDraftTaken: () => void;
  report: (called: Called) => void;
}

/** The conversation that is shown, with its composer; the app's own has a home beside its messages. */
export function Talk({ state, conversation, draft, onDraftTaken, report }: TalkProps): ReactNode {
  const { viewer, people, home, shortcuts } = state;
  const [tab, setTab] = useState<AppTab>('messages');
  const isApp = conversation.kind === 'direct' && viewer.hasCommands;
  useOpening(viewer.id, isApp ? tab : undefined);
  return (
    <div className="talk">
      {isApp && <AppTabs tab={tab} choose={setTab} />}
      {isApp && tab === 'home' ? (
        <HomeTab viewer={viewer} home={home} report={report} />
      ) : (
        <>
          <Conversation viewer={viewer} conversation={conversation} report={report} />
          <Composer
            key={conversation.id}
            viewer={viewer}
            people={people}
            conversation={conversation}
            shortcuts={shortcuts}
            draft={draft}
            onDraftTaken={onDraftTaken}
            report={report}
          />
        </>
      )}
    </div>
  );
}

/** Tells the app each time this person enters its home, as Slack does; nothing on the page hangs on its answer. */
function useOpening(as: string, tab: AppTab | undefined): void {
  useEffect(() => {
    if (tab !== undefined) void call('home', { as, tab });
  }, [as, tab]);
}
