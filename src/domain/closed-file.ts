/** Who may do what with a file: its mode, and the user who owns it. */
export interface FileAccess {
  mode: number;
  uid: number;
}

/** Why a file with a secret in it isn't used by `user`; undefined when only its owner, who is that user or root, may read or write it. */
export function openToOthers({ mode, uid }: FileAccess, user: number): string | undefined {
  if (mode & 0o077) {
    return `may be read or written by others than its owner (mode ${(mode & 0o777).toString(8)}): chmod 400`;
  }
  if (uid !== user && uid !== 0) return `belongs to user ${uid}: only root or the user that runs Nightlatch may own it`;
  return undefined;
}
