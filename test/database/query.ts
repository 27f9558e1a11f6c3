import pg from 'pg';

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The rows of one statement. */
export function query<T extends object>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  return withClient(url, async (client) => (await client.query<T>(sql, values)).rows);
}

/** The SQLSTATE that a statement is refused with; `done` when it isn't. */
export function outcomeOf(url: string, sql: string): Promise<string> {
  return withClient(url, (client) =>
    client.query(sql).then(
      () => 'done',
      (error: { code: string }) => error.code,
    ),
  );
}
