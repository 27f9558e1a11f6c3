import { useCallback, useEffect, useState } from 'react';

/** Who looks at which conversation; an empty conversation is the viewer's first. */
export interface PaneOfLayout {
  as: string;
  conversation: string;
}

export type Tab = 'chat' | 'world' | 'guide';

/** What of the page the address remembers. */
export interface Layout {
  panes: PaneOfLayout[];
  /** Whether the levers are beside the panes. */
  world: boolean;
  guide: boolean;
  /** What a phone shows. */
  tab: Tab;
}

export const mostPanes = 3;

export function readLayout(hash: string): Layout {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const panes = said.getAll('as').map((one) => {
    const [as = '', conversation = ''] = one.split('@');
    return { as, conversation };
  });
  const tab = said.get('tab');
  return {
    panes: panes.filter(({ as }) => as !== '').slice(0, mostPanes),
    world: said.get('world') !== 'closed',
    guide: said.get('guide') !== 'closed',
    tab: tab === 'world' || tab === 'guide' ? tab : 'chat',
  };
}

export function writeLayout({ panes, world, guide, tab }: Layout): string {
  const said = panes.map(
    ({ as, conversation }) => `as=${encodeURIComponent(as)}${conversation === '' ? '' : `@${encodeURIComponent(conversation)}`}`,
  );
  if (!world) said.push('world=closed');
  if (!guide) said.push('guide=closed');
  if (tab !== 'chat') said.push(`tab=${tab}`);
  return `#${said.join('&')}`;
}

/** The layout, kept in the address so that a reload and a shared link show the same. */
export function useLayout(): [Layout, (change: Partial<Layout>) => void] {
  const [layout, setLayout] = useState(() => readLayout(location.hash));
  useEffect(() => {
    const follow = (): void => setLayout(readLayout(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const change = useCallback((part: Partial<Layout>) => {
    setLayout((old) => ({ ...old, ...part }));
  }, []);
  useEffect(() => {
    if (layout.panes.length > 0) history.replaceState(null, '', writeLayout(layout));
  }, [layout]);
  return [layout, change];
}
