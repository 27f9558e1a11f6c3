import type {
  OnCallNow,
  SourceItem,
  SourcePolicy,
  SourceService,
  SourceUser,
  WebhookSubscription,
} from '../domain/live-world.ts';
import type { PagerDutyTarget } from '../domain/policy.ts';

/** Looks at the on-call source's account and changes nothing. All throw SourceUnavailable, of kind `auth` when the token is refused. */
export interface OnCallProbe {
  /** Resolves when the token is taken. */
  tryToken(): Promise<void>;
  /** Undefined when there is none of that id; the same for the next three. */
  schedule(id: string): Promise<SourceItem | undefined>;
  escalationPolicy(id: string): Promise<SourcePolicy | undefined>;
  service(id: string): Promise<SourceService | undefined>;
  user(id: string): Promise<SourceUser | undefined>;
  /** Who is on call now, on every level, permanent entries too. */
  onCallNow(of: PagerDutyTarget['of']): Promise<OnCallNow[]>;
  /** All of them, by name; never an incomplete list. */
  listSchedules(): Promise<SourceItem[]>;
  listEscalationPolicies(): Promise<SourcePolicy[]>;
  listServices(): Promise<SourceItem[]>;
  listUsers(): Promise<SourceUser[]>;
  listWebhooks(): Promise<WebhookSubscription[]>;
}
