/** What the demo seals before anybody asks: one value for each path that `nightlatch.yml` beside it names. Nothing here is a secret, these exist to be shown. */
export const demoValues: Readonly<Record<string, string>> = {
  'db-prod/url': 'postgresql://oncall@db-prod.internal:5432/shop',
  'db-prod/password': 'only-a-demo-password',
  'db-replica/url': 'postgresql://reader@db-replica.internal:5432/shop',
  'feature-flags/token': 'only-a-demo-token',
  'payments-db/url': 'postgresql://oncall@payments-db.internal:5432/payments',
  'payments-db/admin': 'never-shown-in-slack',
  'ledger-db/url': 'postgresql://oncall@ledger-db.internal:5432/ledger',
  'status-page/token': 'only-a-demo-token-too',
};
