import type { PortState } from '../domain/diagnosis/listening.ts';

/** Looks at this machine. */
export interface HostProbe {
  /** What is at that address: free, or who answers there. Never throws. */
  port(host: string, port: number): Promise<PortState>;
}
