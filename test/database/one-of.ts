import { query } from './query.ts';

/** One of the rows in that state, by its place, with the account that it is of; an id of nobody's where there is none. */
export async function oneOf(
  url: string,
  table: 'requests' | 'grants',
  state: string,
  { which }: { which: number },
): Promise<{ id: string; slack: string }> {
  const slack = table === 'requests' ? 'slack_id' : 'holder_slack_id';
  const found = await query<{ id: string; slack: string }>(
    url,
    `SELECT id::text, ${slack} AS slack FROM ${table} WHERE state = '${state}' ORDER BY id`,
  );
  return found[which % Math.max(found.length, 1)] ?? { id: '00000000-0000-7000-8000-000000000000', slack: 'U01ALICE' };
}
