import type { ReactNode } from 'react';
import { ChatIcon, GuideIcon, WorldIcon } from './icons.tsx';
import type { Tab } from './layout.ts';

const tabs: { tab: Tab; name: string; icon: ReactNode }[] = [
  { tab: 'chat', name: 'Chat', icon: <ChatIcon /> },
  { tab: 'world', name: 'The world', icon: <WorldIcon /> },
  { tab: 'guide', name: 'Try this', icon: <GuideIcon /> },
];

/** A phone's way between the conversation, the world and the guide. */
export function TabBar({ tab, choose }: { tab: Tab; choose: (tab: Tab) => void }): ReactNode {
  return (
    <nav className="tabs" aria-label="Views">
      {tabs.map((one) => (
        <button
          key={one.tab}
          type="button"
          className="tab"
          data-testid={`tab-${one.tab}`}
          aria-current={one.tab === tab ? 'page' : undefined}
          onClick={() => choose(one.tab)}
        >
          {one.icon}
          {one.name}
        </button>
      ))}
    </nav>
  );
}
