/** Without these, what they tell is only noticed by asking, once a minute. A merged incident comes as resolved. */
export const NEEDED_EVENTS: readonly string[] = [
  ...['incident.triggered', 'incident.acknowledged', 'incident.unacknowledged', 'incident.reassigned'],
  ...['incident.resolved', 'incident.reopened', 'incident.service_updated'],
];

/** What PagerDuty tells of incidents that shows anywhere or ends anything. A note (`incident.annotated`) does neither, and our own come back as that. */
export const FOLLOWED_EVENTS: ReadonlySet<string> = new Set([
  ...NEEDED_EVENTS,
  ...[
    'incident.escalated',
    'incident.delegated',
    'incident.priority_updated',
    'incident.title_updated',
    'incident.urgency_updated',
  ],
]);
