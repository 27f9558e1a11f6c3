/** Text put into the composer from elsewhere, for one viewer in one conversation. */
export interface Draft {
  as: string;
  conversation: string;
  text: string;
}
