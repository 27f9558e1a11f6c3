// What is used of autocannon, which ships no types.
declare module 'autocannon' {
  interface Request {
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
    setupRequest?: (request: Request) => Request;
  }

  interface Result {
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds. */
    latency: { p50: number; p99: number; max: number };
  }

  interface Options {
    url: string;
    connections: number;
    duration: number;
    requests: Request[];
  }

  interface Autocannon {
    /** On a thread, a result that is still to be aggregated. */
    (options: Options): Promise<unknown>;
    aggregateResult(results: unknown[], options: Options): Result;
  }

  const autocannon: Autocannon;
  export = autocannon;
}
