import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }): ReactNode {
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** Nightlatch's mark: a latch in the dark. */
export function Mark(): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="mark-door" x="1" y="1" width="30" height="30" rx="9" />
      <path className="mark-moon" d="M20.6 7.6a8.6 8.6 0 1 0 4 11.3 7 7 0 0 1-4-11.3Z" />
      <circle className="mark-key" cx="15.2" cy="15.6" r="2.3" />
      <path className="mark-key" d="m14.4 17 -.9 4.4h3.4L16 17Z" />
    </svg>
  );
}

export function CloseIcon(): ReactNode {
  return (
    <Icon>
      <path d="m5 5 10 10M15 5 5 15" />
    </Icon>
  );
}

export function SendIcon(): ReactNode {
  return (
    <Icon>
      <path d="M3.5 10h9M9 4.5l6.5 5.5L9 15.5" />
    </Icon>
  );
}

export function BoltIcon(): ReactNode {
  return (
    <Icon>
      <path d="M11 2.500 4.500 11.500H9.500L9 17.500l6.500-9H10.500Z" />
    </Icon>
  );
}

export function EyeIcon(): ReactNode {
  return (
    <Icon>
      <path d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Z" />
      <circle cx="10" cy="10" r="2.4" />
    </Icon>
  );
}

export function PanesIcon(): ReactNode {
  return (
    <Icon>
      <rect x="2.5" y="3.5" width="15" height="13" rx="2.5" />
      <path d="M10 3.5v13" />
    </Icon>
  );
}

export function WorldIcon(): ReactNode {
  return (
    <Icon>
      <path d="M4 6h6M14 6h2M4 14h2M10 14h6" />
      <circle cx="12" cy="6" r="2" />
      <circle cx="8" cy="14" r="2" />
    </Icon>
  );
}

export function GuideIcon(): ReactNode {
  return (
    <Icon>
      <circle cx="10" cy="10" r="7.5" />
      <path d="m12.8 7.2-1.6 4-4 1.6 1.6-4Z" />
    </Icon>
  );
}

export function ChatIcon(): ReactNode {
  return (
    <Icon>
      <path d="M3 5.5A2 2 0 0 1 5 3.500h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-4 3v-3a2 2 0 0 1-2-2Z" />
    </Icon>
  );
}

export function LockIcon(): ReactNode {
  return (
    <Icon>
      <rect x="4.5" y="9" width="11" height="7.5" rx="2" />
      <path d="M7 9V6.500a3 3 0 0 1 6 0V9" />
    </Icon>
  );
}

export function LinkIcon(): ReactNode {
  return (
    <Icon>
      <path d="M8.5 11.500a3 3 0 0 0 4.300 0l2.400-2.400a3 3 0 0 0-4.300-4.300l-.9.9M11.5 8.500a3 3 0 0 0-4.300 0l-2.400 2.400a3 3 0 0 0 4.300 4.300l.9-.9" />
    </Icon>
  );
}
