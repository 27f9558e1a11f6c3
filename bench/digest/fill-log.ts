import pg from 'pg';

const AT_ONCE = 100_000;

// One after the other for each grant, as the bot writes them: what a night looks like, over and over.
const RECORDS = `
  CASE n % 6
    WHEN 0 THEN ',"about":{"request":"r' || g || '","resource":"' || r || '","rule":"on call, quiet"},"by":' || p || ',"kind":"access-asked"}'
    WHEN 1 THEN ',"about":{"approvedBy":[{"name":"Carol","personId":"p-carol"}],"endsAt":"' || e || '","evidence":{"askedAt":"' || a
      || '","onCall":[{"answer":"yes","provider":"pagerduty","target":"db-primary"}]},"grant":"g' || g || '","incident":"INC-' || g % 500
      || '","request":"r' || g || '","resource":"' || r || '","rule":"on call, quiet","variables":["DATABASE_URL","PGPASSWORD"]},"by":' || p || ',"kind":"access-granted"}'
    WHEN 4 THEN ',"about":{"cause":"expired","grant":"g' || g || '","holder":{"personId":"p-' || g % 200 || '"},"resource":"' || r || '","reveals":2},"by":{"kind":"nightlatch"},"kind":"grant-ended"}'
    WHEN 5 THEN ',"about":{"code":"not-allowed","resource":"' || r || '"},"by":' || p || ',"kind":"refused"}'
    ELSE ',"about":{"count":1,"grant":"g' || g || '","resource":"' || r || '","reveal":"v' || n || '","variables":["DATABASE_URL","PGPASSWORD"]},"by":' || p || ',"kind":"revealed"}'
  END`;

/** Writes that many entries, evenly over the two weeks before now, past the function that chains them: their chain doesn't verify. */
export async function fillLog(ownerUrl: string, entries: number): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  for (let from = 1; from <= entries; from += AT_ONCE) {
    await owner.query(`
      INSERT INTO audit_entries (seq, at, record, hash)
      SELECT n, at, '{"seq":' || n || ',"at":"' || a || '"' || ${RECORDS}, sha256('')
      FROM generate_series(${from}, ${Math.min(from + AT_ONCE - 1, entries)}) AS n
      CROSS JOIN LATERAL (SELECT nightlatch.now() - interval '14 days' * (1 - n / ${entries}.0) AS at, n / 6 AS g) timed
      CROSS JOIN LATERAL (
        SELECT to_jsonb(at) #>> '{}' AS a, to_jsonb(at + interval '30 minutes') #>> '{}' AS e, 'db-' || g % 50 AS r,
          '{"id":"p-' || g % 200 || '","kind":"person","name":"person-' || g % 200 || '"}' AS p
      ) told`);
  }
  await owner.query(`UPDATE audit_head SET seq = ${entries}, hash = sha256('')`);
  await owner.query('VACUUM ANALYZE audit_entries');
  await owner.end();
}
