/** A row of the audit log, as it lies in the database. */
export interface ChainRow {
  seq: bigint;
  at: Temporal.Instant;
  record: string;
  hash: Uint8Array;
}

/** The number and hash of the last row, kept apart from the rows. */
export interface ChainHead {
  seq: bigint;
  hash: Uint8Array;
}

/** SHA-256(previous hash ‖ UTF-8 of record). */
export type ChainHash = (previous: Uint8Array, record: string) => Uint8Array;

/**
 * What is wrong at `seq`. missing: rows were taken out before it. misplaced: its number was already passed. number-differs, time-differs: the
 * column isn't what the record says. edited: record or hash was changed, or rows before it were. cut: the rows end below the head.
 * head-differs: the head names another row. above-head: the head never moved to it. kept-differs: it isn't the row whose head was kept elsewhere.
 * kept-missing: the rows end before that one.
 */
export type AuditFault = {
  seq: bigint;
  kind:
    | 'missing'
    | 'misplaced'
    | 'number-differs'
    | 'time-differs'
    | 'edited'
    | 'cut'
    | 'head-differs'
    | 'above-head'
    | 'kept-differs'
    | 'kept-missing';
};

/** Checks a chain row by row. */
export interface AuditVerifier {
  /** The next row, in the order they lie in. The first fault found; what comes after a fault proves nothing. */
  check(row: ChainRow): AuditFault | undefined;
  /** After the last row, with the head as it is then. */
  finish(head: ChainHead): AuditFault | undefined;
}

const START = { seq: 0n, hash: new Uint8Array(32) };
const PREFIX = /^\{"seq":(\d+),"at":"([^"]+)",/;

/**
 * A verifier; `headBefore` is the head as it was before the rows were read, since entries are appended meanwhile. `kept` is one that was noted outside of
 * the database, which whoever rewrote all of it can't have changed.
 */
export function auditVerifier(hash: ChainHash, headBefore: ChainHead, kept: ChainHead = START): AuditVerifier {
  let last: ChainHead = START;
  return {
    check(row) {
      const fault = faultOf(row, last, hash);
      if (fault) return { seq: row.seq, kind: fault };
      last = { seq: row.seq, hash: row.hash };
      if (row.seq === kept.seq && !equal(row.hash, kept.hash)) return { seq: row.seq, kind: 'kept-differs' };
      if (row.seq === headBefore.seq && !equal(row.hash, headBefore.hash)) return { seq: row.seq, kind: 'head-differs' };
      return undefined;
    },

    finish(head) {
      if (last.seq < headBefore.seq) return { seq: last.seq + 1n, kind: 'cut' };
      if (head.seq < headBefore.seq) return { seq: head.seq, kind: 'head-differs' };
      if (last.seq > head.seq) return { seq: last.seq, kind: 'above-head' };
      if (last.seq === head.seq && !equal(last.hash, head.hash)) return { seq: last.seq, kind: 'head-differs' };
      if (last.seq < kept.seq) return { seq: kept.seq, kind: 'kept-missing' };
      return undefined;
    },
  };
}

function faultOf(row: ChainRow, last: ChainHead, hash: ChainHash): AuditFault['kind'] | undefined {
  if (row.seq <= last.seq) return 'misplaced';
  if (row.seq > last.seq + 1n) return 'missing';
  const prefix = PREFIX.exec(row.record);
  if (!prefix) return 'edited';
  if (BigInt(prefix[1] as string) !== row.seq) return 'number-differs';
  if (prefix[2] !== isoText(row.at)) return 'time-differs';
  return equal(hash(last.hash, row.record), row.hash) ? undefined : 'edited';
}

// As the database writes it into the record: always six places.
function isoText(at: Temporal.Instant): string {
  return at.toString({ fractionalSecondDigits: 6 });
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
