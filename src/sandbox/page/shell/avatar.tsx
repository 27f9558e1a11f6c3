import type { ReactNode } from 'react';
import { Mark } from './icons.tsx';

const hues = 7;

/** A person's initial on their colour, or the bot's mark. */
export function Avatar({
  id,
  name,
  bot = false,
  small = false,
}: {
  id: string;
  name: string;
  bot?: boolean;
  small?: boolean;
}): ReactNode {
  const size = small ? ' avatar-small' : '';
  if (bot) {
    return (
      <span className={`avatar avatar-bot${size}`} aria-hidden="true">
        <Mark />
      </span>
    );
  }
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % hues;
  return (
    <span className={`avatar avatar-${hue}${size}`} aria-hidden="true">
      {name.charAt(0).toUpperCase()}
    </span>
  );
}
