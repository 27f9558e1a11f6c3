import type { ReactNode } from 'react';
import { GuideIcon, Mark, PanesIcon, WorldIcon } from './icons.tsx';
import { type Layout, mostPanes } from './layout.ts';

interface TopBarProps {
  layout: Layout;
  botReachable: boolean | undefined;
  change: (change: Partial<Layout>) => void;
  addPane: () => void;
}

/** The sandbox's name, whether the bot can be reached, and what is shown beside the conversations. */
export function TopBar({ layout, botReachable, change, addPane }: TopBarProps): ReactNode {
  return (
    <header className="top">
      <h1 className="brand">
        <Mark />
        <span>
          Nightlatch <span className="brand-what">sandbox</span>
        </span>
      </h1>
      {botReachable !== undefined && (
        <p className={`bot bot-${botReachable ? 'up' : 'down'}`} role="status" data-testid="bot-status">
          {botReachable ? 'Bot is up' : "Bot can't be reached"}
        </p>
      )}
      <div className="top-tools">
        <button
          type="button"
          className="tool"
          data-testid="add-pane"
          disabled={layout.panes.length >= mostPanes}
          onClick={addPane}
        >
          <PanesIcon /> Add a person
        </button>
        <Toggle of="guide" layout={layout} change={change}>
          <GuideIcon /> Try this
        </Toggle>
        <Toggle of="world" layout={layout} change={change}>
          <WorldIcon /> The world
        </Toggle>
      </div>
    </header>
  );
}

interface ToggleProps {
  of: 'guide' | 'world';
  layout: Layout;
  change: (change: Partial<Layout>) => void;
  children: ReactNode;
}

function Toggle({ of, layout, change, children }: ToggleProps): ReactNode {
  return (
    <button
      type="button"
      className="tool"
      data-testid={`toggle-${of}`}
      aria-pressed={layout[of]}
      onClick={() => change({ [of]: !layout[of] })}
    >
      {children}
    </button>
  );
}
