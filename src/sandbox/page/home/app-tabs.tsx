import type { ReactNode } from 'react';

export type AppTab = 'home' | 'messages';

const tabs: { tab: AppTab; name: string }[] = [
  { tab: 'home', name: 'Home' },
  { tab: 'messages', name: 'Messages' },
];

/** The two sides of the app's conversation: its home and what it wrote. */
export function AppTabs({ tab, choose }: { tab: AppTab; choose: (tab: AppTab) => void }): ReactNode {
  return (
    <nav className="app-tabs" aria-label="The app">
      {tabs.map((one) => (
        <button
          key={one.tab}
          type="button"
          className="app-tab"
          data-testid={`app-${one.tab}`}
          aria-current={one.tab === tab ? 'page' : undefined}
          onClick={() => choose(one.tab)}
        >
          {one.name}
        </button>
      ))}
    </nav>
  );
}
