/** Which periodic work is due, so that one replica does it; within a transaction. */
export interface Jobs {
  /** True for one caller per period: when the job last ran `everySeconds` ago or more, by the one clock. It counts as run from now on. */
  claim(name: string, everySeconds: number): Promise<boolean>;
}
