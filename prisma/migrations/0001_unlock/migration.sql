-- The one clock, the role of the app, the tables, and what the database itself refuses.

CREATE SCHEMA nightlatch;

-- Volatile, or Postgres may evaluate it once for many rows. Nothing else reads the time.
CREATE FUNCTION nightlatch.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

-- Version 7: milliseconds first, so that ids sort by age; the rest is a random uuid's.
CREATE FUNCTION nightlatch.uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM nightlatch.now()) * 1000)::bigint), 12, '0')
    || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

-- The owner may lack the right to make roles; then an administrator has made it beforehand.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nightlatch_app') THEN
    CREATE ROLE nightlatch_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object THEN
  NULL;
END
$$;

-- CreateEnum
CREATE TYPE "provider" AS ENUM ('slack', 'pagerduty');

-- CreateEnum
CREATE TYPE "link_origin" AS ENUM ('policy', 'e-mail');

-- CreateEnum
CREATE TYPE "grant_state" AS ENUM ('active', 'ended');

-- CreateEnum
CREATE TYPE "end_reason" AS ENUM ('asked', 'at-most', 'shift', 'incident');

-- CreateEnum
CREATE TYPE "end_cause" AS ENUM ('expired', 'shift-ended', 'incident-resolved', 'revoked', 'given-back');

-- CreateEnum
CREATE TYPE "reveal_state" AS ENUM ('opening', 'recorded', 'shown', 'failed', 'wiped');

-- CreateEnum
CREATE TYPE "card_place" AS ENUM ('channel', 'direct', 'window');

-- CreateEnum
CREATE TYPE "delivery_kind" AS ENUM ('command', 'click', 'event');

-- CreateTable
CREATE TABLE "people" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "name" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_links" (
    "provider" "provider" NOT NULL,
    "external_id" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "made_by" "link_origin" NOT NULL,
    "address_seen" TEXT,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "suspended_at" TIMESTAMPTZ(6),

    CONSTRAINT "person_links_pkey" PRIMARY KEY ("provider","external_id")
);

-- CreateTable
CREATE TABLE "policies" (
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),

    CONSTRAINT "policies_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "policy_in_force" (
    "id" SMALLINT NOT NULL,
    "hash" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),

    CONSTRAINT "policy_in_force_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "requests" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "person_id" UUID NOT NULL,
    "resource" TEXT NOT NULL,
    "variables" TEXT[],
    "time" JSONB NOT NULL,
    "incident" JSONB,
    "reason" TEXT,
    "channel" TEXT NOT NULL,
    "policy_hash" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),

    CONSTRAINT "requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grants" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "request_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "holder_name" TEXT NOT NULL,
    "holder_slack_id" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "variables" TEXT[],
    "rule" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "incident_id" TEXT,
    "incident_number" INTEGER,
    "incident_title" TEXT,
    "show_for_seconds" INTEGER NOT NULL,
    "max_reveals" INTEGER NOT NULL,
    "grace_seconds" INTEGER NOT NULL,
    "ends_with_incident" BOOLEAN NOT NULL,
    "state" "grant_state" NOT NULL DEFAULT 'active',
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_because" "end_reason" NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_cause" "end_cause",
    "ended_by_id" UUID,
    "ended_by_name" TEXT,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reveals" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "grant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "slack_id" TEXT NOT NULL,
    "variables" TEXT[],
    "external_id" TEXT NOT NULL,
    "view_id" TEXT,
    "state" "reveal_state" NOT NULL DEFAULT 'opening',
    "wipe_at" TIMESTAMPTZ(6) NOT NULL,
    "claimed_until" TIMESTAMPTZ(6),
    "begun_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "recorded_at" TIMESTAMPTZ(6),
    "shown_at" TIMESTAMPTZ(6),
    "failed_at" TIMESTAMPTZ(6),
    "wiped_at" TIMESTAMPTZ(6),

    CONSTRAINT "reveals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cards" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "grant_id" UUID,
    "note" JSONB,
    "place" "card_place" NOT NULL,
    "channel" TEXT,
    "slack_user" TEXT,
    "external_id" TEXT,
    "posted_channel" TEXT,
    "posted_ts" TEXT,
    "rendered_hash" TEXT,
    "dirty" BOOLEAN NOT NULL DEFAULT true,
    "dirty_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "claimed_until" TIMESTAMPTZ(6),
    "held_by_reveal" BOOLEAN NOT NULL DEFAULT false,
    "already_open" BOOLEAN NOT NULL DEFAULT false,
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "cards_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "key" TEXT NOT NULL,
    "kind" "delivery_kind" NOT NULL,
    "slack_user" TEXT NOT NULL,
    "channel" TEXT,
    "about" TEXT NOT NULL,
    "window_external_id" TEXT,
    "accepted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "answered_at" TIMESTAMPTZ(6),
    "claimed_until" TIMESTAMPTZ(6),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "refusal_counts" (
    "person_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "more" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "refusal_counts_pkey" PRIMARY KEY ("person_id","key")
);

-- CreateTable
CREATE TABLE "request_counts" (
    "person_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(6)[],

    CONSTRAINT "request_counts_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "job_runs" (
    "name" TEXT NOT NULL,
    "ran_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),

    CONSTRAINT "job_runs_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "sealed_paths" (
    "path" TEXT NOT NULL,
    "last_version" INTEGER NOT NULL,

    CONSTRAINT "sealed_paths_pkey" PRIMARY KEY ("path")
);

-- CreateTable
CREATE TABLE "sealed_secrets" (
    "path" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "set_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),

    CONSTRAINT "sealed_secrets_pkey" PRIMARY KEY ("path","version")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "record" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" SMALLINT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "people_name_key" ON "people"("name");

-- CreateIndex
CREATE INDEX "person_links_person_id_idx" ON "person_links"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_in_force_hash_key" ON "policy_in_force"("hash");

-- CreateIndex
CREATE INDEX "requests_person_id_made_at_idx" ON "requests"("person_id", "made_at");

-- CreateIndex
CREATE INDEX "requests_policy_hash_idx" ON "requests"("policy_hash");

-- CreateIndex
CREATE UNIQUE INDEX "grants_request_id_key" ON "grants"("request_id");

-- CreateIndex
CREATE INDEX "grants_active_ends_at_idx" ON "grants"("ends_at") WHERE (state = 'active'::grant_state);

-- CreateIndex
CREATE INDEX "grants_active_incident_id_idx" ON "grants"("incident_id") WHERE (state = 'active'::grant_state);

-- CreateIndex
CREATE INDEX "grants_started_at_id_idx" ON "grants"("started_at", "id");

-- CreateIndex
CREATE INDEX "grants_person_id_started_at_id_idx" ON "grants"("person_id", "started_at", "id");

-- CreateIndex
CREATE INDEX "grants_resource_started_at_id_idx" ON "grants"("resource", "started_at", "id");

-- CreateIndex
CREATE INDEX "grants_person_id_resource_started_at_id_idx" ON "grants"("person_id", "resource", "started_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "grants_one_active_per_person_and_resource" ON "grants"("person_id", "resource") WHERE (state = 'active'::grant_state);

-- CreateIndex
CREATE INDEX "reveals_grant_id_idx" ON "reveals"("grant_id");

-- CreateIndex
CREATE INDEX "reveals_external_id_idx" ON "reveals"("external_id");

-- CreateIndex
CREATE INDEX "reveals_unwiped_wipe_at_idx" ON "reveals"("wipe_at") WHERE (state <> 'wiped'::reveal_state);

-- CreateIndex
CREATE UNIQUE INDEX "cards_external_id_key" ON "cards"("external_id");

-- CreateIndex
CREATE INDEX "cards_grant_id_idx" ON "cards"("grant_id");

-- CreateIndex
CREATE INDEX "cards_dirty_dirty_at_idx" ON "cards"("dirty_at") WHERE (dirty AND NOT held_by_reveal);

-- CreateIndex
CREATE INDEX "deliveries_accepted_at_idx" ON "deliveries"("accepted_at");

-- CreateIndex
CREATE INDEX "deliveries_unanswered_accepted_at_idx" ON "deliveries"("accepted_at") WHERE (answered_at IS NULL);

-- CreateIndex
CREATE INDEX "refusal_counts_started_at_idx" ON "refusal_counts"("started_at");

-- AddForeignKey
ALTER TABLE "person_links" ADD CONSTRAINT "person_links_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "policy_in_force" ADD CONSTRAINT "policy_in_force_hash_fkey" FOREIGN KEY ("hash") REFERENCES "policies"("hash") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_policy_hash_fkey" FOREIGN KEY ("policy_hash") REFERENCES "policies"("hash") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reveals" ADD CONSTRAINT "reveals_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reveals" ADD CONSTRAINT "reveals_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "refusal_counts" ADD CONSTRAINT "refusal_counts_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "request_counts" ADD CONSTRAINT "request_counts_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "sealed_secrets" ADD CONSTRAINT "sealed_secrets_path_fkey" FOREIGN KEY ("path") REFERENCES "sealed_paths"("path") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- What Prisma's schema can't say

ALTER TABLE policy_in_force ADD CONSTRAINT policy_in_force_one_row CHECK (id = 1);

ALTER TABLE grants
  ADD CONSTRAINT grants_end_is_whole CHECK ((state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (end_cause IS NOT NULL)),
  ADD CONSTRAINT grants_at_most_a_day CHECK (ends_at <= started_at + interval '24 hours'),
  ADD CONSTRAINT grants_incident_is_whole CHECK (num_nonnulls(incident_id, incident_number, incident_title) IN (0, 3)),
  ADD CONSTRAINT grants_variables_known CHECK (variables IS NOT NULL);

ALTER TABLE reveals ADD CONSTRAINT reveals_variables_known CHECK (variables IS NOT NULL);

ALTER TABLE cards
  ADD CONSTRAINT cards_one_subject CHECK (num_nonnulls(grant_id, note) = 1),
  ADD CONSTRAINT cards_place_is_whole CHECK (
    CASE place
      WHEN 'channel' THEN channel IS NOT NULL AND num_nonnulls(slack_user, external_id) = 0
      WHEN 'direct' THEN slack_user IS NOT NULL AND num_nonnulls(channel, external_id) = 0
      ELSE num_nonnulls(slack_user, external_id) = 2 AND channel IS NULL
    END
  ),
  ADD CONSTRAINT cards_posted_is_whole CHECK ((posted_channel IS NULL) = (posted_ts IS NULL));

ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_hash_length CHECK (length(hash) = 32);
ALTER TABLE audit_head
  ADD CONSTRAINT audit_head_one_row CHECK (id = 1),
  ADD CONSTRAINT audit_head_hash_length CHECK (length(hash) = 32);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Legal moves: the same tables as GRANT_MOVES and REVEAL_MOVES in the code

CREATE FUNCTION nightlatch.check_grant() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  movable CONSTANT text[] := ARRAY['state', 'ends_at', 'ends_because', 'ended_at', 'end_cause', 'ended_by_id', 'ended_by_name'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'active' THEN
      RAISE EXCEPTION 'a grant starts active' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Its longest time counts from here: a start in years to come would be a grant for years.
    NEW.started_at := nightlatch.now();
    RETURN NEW;
  END IF;
  IF OLD.state = 'ended' THEN
    RAISE EXCEPTION 'an ended grant is final' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.ends_at > OLD.ends_at THEN
    RAISE EXCEPTION 'the end of a grant only moves earlier' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF to_jsonb(NEW) - movable IS DISTINCT FROM to_jsonb(OLD) - movable THEN
    RAISE EXCEPTION 'what was granted does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_grant BEFORE INSERT OR UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION nightlatch.check_grant();

CREATE FUNCTION nightlatch.check_reveal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  movable CONSTANT text[] := ARRAY['state', 'view_id', 'claimed_until', 'recorded_at', 'shown_at', 'failed_at', 'wiped_at'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'opening' THEN
      RAISE EXCEPTION 'a reveal starts opening' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.recorded_at := NULL;
    NEW.shown_at := NULL;
    NEW.failed_at := NULL;
    NEW.wiped_at := NULL;
    RETURN NEW;
  END IF;
  IF OLD.state = 'wiped' THEN
    RAISE EXCEPTION 'a wiped reveal is final' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF to_jsonb(NEW) - movable IS DISTINCT FROM to_jsonb(OLD) - movable THEN
    RAISE EXCEPTION 'what was revealed does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.recorded_at := OLD.recorded_at;
  NEW.shown_at := OLD.shown_at;
  NEW.failed_at := OLD.failed_at;
  NEW.wiped_at := OLD.wiped_at;
  IF NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (
    ('opening', 'recorded'), ('opening', 'failed'), ('opening', 'wiped'),
    ('recorded', 'shown'), ('recorded', 'failed'), ('recorded', 'wiped'),
    ('shown', 'wiped'),
    ('failed', 'wiped')
  ) THEN
    RAISE EXCEPTION 'no such move of a reveal' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  CASE NEW.state
    WHEN 'recorded' THEN NEW.recorded_at := nightlatch.now();
    WHEN 'shown' THEN NEW.shown_at := nightlatch.now();
    WHEN 'failed' THEN NEW.failed_at := nightlatch.now();
    ELSE NEW.wiped_at := nightlatch.now();
  END CASE;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_reveal BEFORE INSERT OR UPDATE ON reveals FOR EACH ROW EXECUTE FUNCTION nightlatch.check_reveal();

-- The audit log only grows

CREATE FUNCTION nightlatch.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE FUNCTION nightlatch.check_head() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.seq <= OLD.seq THEN
    RAISE EXCEPTION 'the head of the audit log only moves on' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

-- For statements, not rows: TRUNCATE touches none.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION nightlatch.refuse_change();
CREATE TRIGGER refuse_change BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION nightlatch.refuse_change();
CREATE TRIGGER check_head BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION nightlatch.check_head();

-- Appends each entry's canonical text with its number and time set before it. The hash covers the stored text as it is.
CREATE FUNCTION nightlatch.append_audit(entries text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head record;
  entry text;
  at timestamptz;
  line text;
BEGIN
  -- Whatever set it, for the login or the database, after the start that looked: nothing is shown on a commit that may be lost.
  IF current_setting('synchronous_commit') = 'off' THEN
    RAISE EXCEPTION 'synchronous_commit is off' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT seq, hash INTO STRICT head FROM public.audit_head WHERE id = 1 FOR UPDATE;
  FOREACH entry IN ARRAY entries LOOP
    IF entry IS NULL OR left(entry, 2) <> '{"' OR entry ~ '[\n\r]' OR json_typeof(entry::json) <> 'object' THEN
      RAISE EXCEPTION 'an entry is one line with an object of JSON' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Of two equal keys most readers take the later, so that an entry could say another number and time than it is given. Escapes are taken
    -- out first: half of a surrogate pair in a value is none of this, and a key with an escape is none of these.
    IF (SELECT array_agg(key ORDER BY key) FROM json_object_keys(regexp_replace(entry, '\\(u[0-9a-fA-F]{4}|.)', '-', 'g')::json) AS key)
      IS DISTINCT FROM ARRAY['about', 'by', 'kind'] THEN
      RAISE EXCEPTION 'an entry says about, by and kind, each once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    at := nightlatch.now();
    head.seq := head.seq + 1;
    line := '{"seq":' || head.seq || ',"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '",' || substr(entry, 2);
    head.hash := sha256(head.hash || convert_to(line, 'UTF8'));
    INSERT INTO public.audit_entries (seq, at, record, hash) VALUES (head.seq, at, line, head.hash);
  END LOOP;
  UPDATE public.audit_head SET seq = head.seq, hash = head.hash WHERE id = 1 AND seq <> head.seq;
  RETURN head.seq;
END
$$;

-- Rights: what the app does and nothing more. Rows of requests, grants, reveals and the log are never deleted by it.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA nightlatch FROM PUBLIC;
GRANT USAGE ON SCHEMA nightlatch, public TO nightlatch_app;
GRANT EXECUTE ON FUNCTION nightlatch.now(), nightlatch.uuid_v7(), nightlatch.append_audit(text[]) TO nightlatch_app;

-- Updating a person's name is how the row can be locked; nothing writes it.
GRANT SELECT, INSERT, UPDATE (name) ON people TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON person_links TO nightlatch_app;
GRANT SELECT, INSERT ON policies TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE ON policy_in_force TO nightlatch_app;
GRANT SELECT, INSERT ON requests TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (state, ends_at, ends_because, ended_at, end_cause, ended_by_id, ended_by_name) ON grants TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (state, view_id, claimed_until) ON reveals TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE ON cards, request_counts, job_runs, sealed_paths TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON deliveries TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON refusal_counts TO nightlatch_app;
GRANT SELECT, INSERT, DELETE ON sealed_secrets TO nightlatch_app;
GRANT SELECT ON audit_entries, audit_head TO nightlatch_app;
-- So that a start can tell whether the schema is the one it was made for.
GRANT SELECT ON _prisma_migrations TO nightlatch_app;
