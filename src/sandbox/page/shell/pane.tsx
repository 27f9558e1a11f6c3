import { type ReactNode, useEffect, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { ConfirmContext } from '../blocks/acting.ts';
import type { Draft } from '../conversation/draft.ts';
import { ReaderContext } from '../text/reader.ts';
import { useConfirmDialog } from '../window/confirm-dialog.tsx';
import { Window } from '../window/window.tsx';
import { type Called, call } from './calls.ts';
import { CloseIcon } from './icons.tsx';
import type { PaneOfLayout } from './layout.ts';
import { PersonChooser } from './person-chooser.tsx';
import { Sidebar } from './sidebar.tsx';
import { Talk } from './talk.tsx';
import { Toast, useNotice } from './toast.tsx';
import { useReaderOf } from './use-reader-of.ts';
import { useViewer, type Viewing } from './use-viewer.ts';

export interface PaneProps {
  name: string;
  pane: PaneOfLayout;
  draft: Draft | undefined;
  onDraftTaken: () => void;
  change: (pane: PaneOfLayout) => void;
  remove: (() => void) | undefined;
  /** Tells what this pane sees, for what is beside the panes. */
  onViewing: (viewing: Viewing, name: string) => void;
}

/** One person's Slack: who they are, their conversations, and the window before them. */
export function Pane(props: PaneProps): ReactNode {
  const { name, pane, change, remove, onViewing } = props;
  const viewing = useViewer(pane.as);
  const { state } = viewing;
  useEffect(() => onViewing(viewing, name), [viewing, name, onViewing]);
  if (state === undefined) return <section className="pane pane-waiting">{viewing.gone ? '' : 'Opening…'}</section>;
  return (
    <section className="pane" data-pane={name} data-testid="pane" aria-label={`${state.viewer.name}'s view`}>
      <header className="pane-head">
        <PersonChooser
          viewer={state.viewer}
          people={state.people}
          choose={(as) => change({ as, conversation: pane.conversation })}
        />
        {remove && (
          <button type="button" className="icon-button" aria-label={`Close ${state.viewer.name}'s view`} onClick={remove}>
            <CloseIcon />
          </button>
        )}
      </header>
      <PaneBody key={pane.as} {...props} state={state} viewing={viewing} />
    </section>
  );
}

type PaneBodyProps = PaneProps & { state: PageState; viewing: Viewing };

function PaneBody({ name, pane, draft, onDraftTaken, change, state, viewing }: PaneBodyProps): ReactNode {
  const reader = useReaderOf(state, viewing.seenAt);
  const { ask, dialog, isOpen } = useConfirmDialog(name);
  const [refused, setRefused] = useState<string>();
  const [notice, dismissNotice] = useNotice(state.viewer.id, state.slackNotice);
  const report = (called: Called): void => setRefused(called.ok ? undefined : called.error);
  const { viewer, conversations, window } = state;
  const shown = conversations.find(({ id }) => id === pane.conversation) ?? conversations[0];
  useMarkRead(viewer.id, shown);
  const covered = window !== undefined || isOpen;
  return (
    <ReaderContext value={reader}>
      <ConfirmContext value={ask}>
        <div className="pane-stage">
          <div className="pane-body" inert={covered}>
            <div className="pane-split">
              <Sidebar
                conversations={conversations}
                shown={shown?.id ?? ''}
                botNames={reader.bots}
                choose={(conversation) => change({ as: pane.as, conversation })}
              />
              {shown === undefined ? (
                <p className="messages-empty">{viewer.name} is in no conversation.</p>
              ) : (
                <Talk state={state} conversation={shown} draft={draft} onDraftTaken={onDraftTaken} report={report} />
              )}
            </div>
          </div>
          {window && <Window key={window.viewId} as={viewer.id} pane={name} window={window} covered={isOpen} report={report} />}
          {dialog}
          <div className="toasts">
            {notice !== undefined && <Toast from="Slack" text={notice} leave={dismissNotice} />}
            {refused !== undefined && <Toast from="Sandbox" text={refused} leave={() => setRefused(undefined)} />}
          </div>
        </div>
      </ConfirmContext>
    </ReaderContext>
  );
}

function useMarkRead(as: string, shown: PageState['conversations'][number] | undefined): void {
  const channel = shown !== undefined && shown.unread > 0 ? shown.id : undefined;
  const newest = shown?.messages.at(-1)?.id;
  useEffect(() => {
    if (channel !== undefined && newest !== undefined) void call('read', { as, channel });
  }, [as, channel, newest]);
}
