import { isIPv4 } from 'node:net';

/** Whether an http(s) address is this machine's own: 127.0.0.0/8, ::1 or localhost. */
export function isLoopbackUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopbackHost(url.hostname);
}

/**
 * Whether a database address is this machine's own or a Unix socket. `host` in the query wins over the address itself, as it does for the
 * driver; an address without any host is refused, because the driver would take it from PGHOST.
 */
export function isLoopbackDatabase(address: string): boolean {
  const url = databaseUrl(address);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.searchParams.has('hostaddr')) return false;
  const named = url.hostname === NO_HOST ? '' : decoded(url.hostname);
  const hosts = [...(named === '' ? [] : [named]), ...url.searchParams.getAll('host')];
  return hosts.length > 0 && hosts.every((host) => host.startsWith('/') || isLoopbackHost(host));
}

const NO_HOST = 'no-host.invalid';

/** The parts of a database address; `user:password@/name?host=…`, which the driver takes, has no host. Null when it is no address. */
export function databaseUrl(address: string): URL | null {
  return URL.parse(address) ?? URL.parse(address.replace('@/', `@${NO_HOST}/`));
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
