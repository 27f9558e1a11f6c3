import { z } from 'zod';

export const userId = z.string().regex(/^[UW][A-Z0-9]{2,30}$/);
export const channelId = z.string().regex(/^[CDG][A-Z0-9]{2,30}$/);
/** Any other id of Slack's. */
export const id = z.string().min(1).max(255);
export const responseUrl = z.string().max(1000).optional();
