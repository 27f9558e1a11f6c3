import { type ReactNode, useCallback, useState } from 'react';
import type { PageState } from '../page-api.ts';
import type { Draft } from './conversation/draft.ts';
import { Guide } from './guide/guide.tsx';
import type { Step } from './guide/steps.ts';
import { useStepsDone } from './guide/use-steps-done.ts';
import { type Layout, type PaneOfLayout, useLayout } from './shell/layout.ts';
import { Pane } from './shell/pane.tsx';
import { TabBar } from './shell/tab-bar.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { useFirstPerson } from './shell/use-first-person.ts';
import { useMedia } from './shell/use-media.ts';
import type { Viewing } from './shell/use-viewer.ts';
import { World } from './world/world.tsx';

/** The page: one to three people's Slack, and the world around the bot. */
export function App(): ReactNode {
  const [layout, change] = useLayout();
  const phone = useMedia('(max-width: 760px)');
  const beginning = useFirstPerson(layout, change);
  const [first, setFirst] = useState<Viewing>();
  const [done, seeSteps] = useStepsDone();
  const [draft, setDraft] = useState<Draft>();
  const forgetDraft = useCallback(() => setDraft(undefined), []);
  const state = first?.state;
  const { guide, world } = phone ? { guide: layout.tab === 'guide', world: layout.tab === 'world' } : layout;
  const prepare = ({ as, conversation, text }: NonNullable<Step['set']>): void => {
    // A phone shows the first only.
    const place = phone
      ? 0
      : Math.max(
          0,
          layout.panes.findIndex((pane) => pane.as === as),
        );
    change({ panes: layout.panes.with(place, { as, conversation }), tab: 'chat' });
    setDraft({ as, conversation, text });
  };
  const go = (conversation: string): void => {
    const [pane] = layout.panes;
    if (pane) change({ panes: layout.panes.with(0, { ...pane, conversation }), tab: 'chat' });
  };
  return (
    <div className="app" data-tab={layout.tab}>
      <TopBar
        layout={layout}
        botReachable={state?.world.botReachable}
        change={change}
        addPane={() => change({ panes: withOneMore(layout, first) })}
      />
      {(beginning.gone || first?.gone === true) && <GoneBanner />}
      <main className="main">
        <Panes
          layout={layout}
          phone={phone}
          draft={draft}
          onDraftTaken={forgetDraft}
          change={change}
          onFirst={setFirst}
          onSeen={seeSteps}
        />
        {state && (guide || world) && (
          <div className="beside">
            {guide && <Guide state={state} done={done} prepare={prepare} leave={() => change({ guide: false, tab: 'chat' })} />}
            {world && <World state={state} seenAt={first?.seenAt ?? 0} go={go} />}
          </div>
        )}
      </main>
      {phone && <TabBar tab={layout.tab} choose={(tab) => change({ tab })} />}
    </div>
  );
}

function GoneBanner(): ReactNode {
  return (
    <p className="gone" role="alert" data-testid="gone">
      <b>The sandbox doesn't answer.</b> Trying again; if you stopped it, start it with <code>npm run demo</code>.
    </p>
  );
}

const paneNames = ['1', '2', '3'];

interface PanesProps {
  layout: Layout;
  phone: boolean;
  draft: Draft | undefined;
  onDraftTaken: () => void;
  change: (change: Partial<Layout>) => void;
  onFirst: (viewing: Viewing) => void;
  onSeen: (state: PageState) => void;
}

function Panes({ layout, phone, draft, onDraftTaken, change, onFirst, onSeen }: PanesProps): ReactNode {
  const onViewing = useCallback(
    (viewing: Viewing, name: string) => {
      if (name === paneNames[0]) onFirst(viewing);
      if (viewing.state !== undefined) onSeen(viewing.state);
    },
    [onFirst, onSeen],
  );
  const shown = phone ? layout.panes.slice(0, 1) : layout.panes;
  const replace = (place: number, pane: PaneOfLayout | undefined): void => {
    change({ panes: layout.panes.flatMap((old, at) => (at !== place ? [old] : pane === undefined ? [] : [pane])) });
  };
  return (
    <div className="panes" data-panes={shown.length}>
      {shown.map((pane, place) => (
        <Pane
          key={paneNames[place]}
          name={paneNames[place] ?? ''}
          pane={pane}
          draft={draft}
          onDraftTaken={onDraftTaken}
          change={(changed) => replace(place, changed)}
          remove={shown.length > 1 ? () => replace(place, undefined) : undefined}
          onViewing={onViewing}
        />
      ))}
    </div>
  );
}

// The next person is one who isn't there yet: first those who are refused, which is what two panes are for.
function withOneMore({ panes }: Layout, first: Viewing | undefined): PaneOfLayout[] {
  const others = (first?.state?.people ?? []).filter(({ id, canAct }) => canAct && panes.every(({ as }) => as !== id));
  const next = others.find(({ part }) => part === 'off call') ?? others[0];
  return next === undefined ? panes : [...panes, { as: next.id, conversation: panes[0]?.conversation ?? '' }];
}
