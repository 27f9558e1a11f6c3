import pg from 'pg';

/** Moves a test database's one clock. Until it is set, it runs like the real one. */
export interface TestClock {
  /** Moves it on, or back for a negative duration. */
  advance(duration: Temporal.DurationLike): Promise<void>;
  /** It stands still there until it is moved again. */
  set(at: Temporal.Instant): Promise<void>;
}

/** Replaces `nightlatch.now()` over the owner's address, the only way there is to move the clock. */
export function aTestClock(ownerUrl: string): TestClock {
  let offset = Temporal.Duration.from({ seconds: 0 });
  let fixed: Temporal.Instant | undefined;
  const replace = async () => {
    const time = fixed ? `timestamptz '${fixed}'` : `clock_timestamp() + make_interval(secs => ${offset.total('seconds')})`;
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(
      `CREATE OR REPLACE FUNCTION nightlatch.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$SELECT ${time}$$`,
    );
    await owner.end();
  };
  return {
    async advance(duration) {
      if (fixed) fixed = fixed.add(duration);
      else offset = offset.add(duration);
      await replace();
    },

    async set(at) {
      fixed = at;
      await replace();
    },
  };
}
