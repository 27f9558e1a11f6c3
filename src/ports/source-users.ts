/** The on-call source's own users, for linking a person by e-mail. */
export interface SourceUsers {
  /**
   * The one accepted user whose address equals `email` (case aside); `none`, or `unclear` when several have it or the invitation wasn't accepted.
   * Throws SourceUnavailable.
   */
  userByEmail(email: string): Promise<{ id: string; name: string } | 'none' | 'unclear'>;
  /** The address that user has now; undefined when the user is gone. Throws SourceUnavailable. */
  emailOf(id: string): Promise<string | undefined>;
}
