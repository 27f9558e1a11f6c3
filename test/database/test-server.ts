/** The run's server; every address carries a password. */
export interface TestServer {
  ownerUrl: string;
  appUrl: string;
  adminUrl: string;
}

/** The migrated database that each test's own is cloned from. */
export const TEMPLATE = 'nightlatch_template';

/** The same login in another database. */
export function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
