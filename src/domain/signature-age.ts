/** How old a signature of Slack's may be, by this machine's clock; older ones are refused, as they may have been kept. */
export const OLDEST_SIGNATURE_SECONDS = 300;
/** How far ahead of this machine's clock a signature of Slack's may be. */
export const NEWEST_SIGNATURE_SECONDS = 60;
