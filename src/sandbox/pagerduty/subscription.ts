/** Where webhooks are sent, and of what. */
export interface Subscription {
  id: string;
  url: string;
  secret: string;
  active: boolean;
  temporarilyDisabled: boolean;
  events: string[];
  filter: { type: 'account_reference' | 'service_reference' | 'team_reference'; id?: string };
}
