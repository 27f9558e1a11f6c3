/** For tests that prove nothing about what survives a crash: no fsync. The setting that a start asserts, synchronous_commit, stays on. */
export const FAST_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  autovacuum: 'off',
  max_wal_size: '4GB',
};
