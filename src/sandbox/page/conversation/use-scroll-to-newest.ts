import { type RefObject, useEffect, useRef } from 'react';

const nearTheEnd = 120;

/** Keeps the newest in sight as `content` grows or `key` changes, unless the reader has scrolled up. */
export function useScrollToNewest(key: string): {
  scroll: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLOListElement | null>;
} {
  const scroll = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation starts at its own end.
  useEffect(() => {
    const place = scroll.current;
    if (place === null || content.current === null) return;
    let atEnd = true;
    const look = (): void => {
      atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < nearTheEnd;
    };
    const follow = new ResizeObserver(() => {
      if (atEnd) place.scrollTop = place.scrollHeight;
    });
    follow.observe(content.current);
    follow.observe(place);
    place.addEventListener('scroll', look, { passive: true });
    return () => {
      follow.disconnect();
      place.removeEventListener('scroll', look);
    };
  }, [key]);
  return { scroll, content };
}
