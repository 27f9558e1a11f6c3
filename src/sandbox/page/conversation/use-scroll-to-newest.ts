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
    if (scroll.current === null || content.current === null) return;
    return stayAtTheEnd(scroll.current, content.current);
  }, [key]);
  return { scroll, content };
}

function stayAtTheEnd(place: HTMLElement, content: HTMLElement): () => void {
  let atEnd = true;
  let last = { top: place.scrollTop, height: place.scrollHeight };
  const look = (): void => {
    const { scrollTop: top, scrollHeight: height, clientHeight } = place;
    // This comes late: more may have grown below meanwhile. Only the reader moves up in what didn't shrink.
    const movedUp = top < last.top && height >= last.height;
    if (height - top - clientHeight < nearTheEnd) atEnd = true;
    else if (movedUp) atEnd = false;
    last = { top, height };
  };
  const follow = new ResizeObserver(() => {
    if (atEnd) place.scrollTop = place.scrollHeight;
    last = { top: place.scrollTop, height: place.scrollHeight };
  });
  follow.observe(content);
  follow.observe(place);
  place.addEventListener('scroll', look, { passive: true });
  return () => {
    follow.disconnect();
    place.removeEventListener('scroll', look);
  };
}
