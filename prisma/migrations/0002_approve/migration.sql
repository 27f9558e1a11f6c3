-- Requests that wait for somebody's yes, extensions, reviews, rotations, home tabs.
-- All of it is one transaction, in which a value added to an enum can't be named yet: checks and indexes below do without.

-- CreateEnum
CREATE TYPE "request_state" AS ENUM ('pending', 'granted', 'denied', 'withdrawn', 'expired', 'overtaken');

-- CreateEnum
CREATE TYPE "given_by" AS ENUM ('click');

-- CreateEnum
CREATE TYPE "card_aspect" AS ENUM ('ending', 'review', 'reminder');

-- AlterEnum
ALTER TYPE "end_reason" ADD VALUE 'approver';

-- AlterEnum
ALTER TYPE "end_cause" ADD VALUE 'person-left';

-- AlterEnum
ALTER TYPE "card_place" ADD VALUE 'home';

-- AlterEnum
ALTER TYPE "delivery_kind" ADD VALUE 'submission';
ALTER TYPE "delivery_kind" ADD VALUE 'shortcut';

-- AlterTable
ALTER TABLE "requests" ADD COLUMN     "approvers" JSONB,
ADD COLUMN     "begins_at" TIMESTAMPTZ(6),
ADD COLUMN     "break_glass" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "eligible" JSONB,
ADD COLUMN     "expires_at" TIMESTAMPTZ(6),
ADD COLUMN     "extends_grant_id" UUID,
ADD COLUMN     "needed" INTEGER,
ADD COLUMN     "next_try_at" TIMESTAMPTZ(6),
ADD COLUMN     "nudged_at" TIMESTAMPTZ(6),
ADD COLUMN     "offer" JSONB,
ADD COLUMN     "reminded_at" TIMESTAMPTZ(6),
ADD COLUMN     "requester_name" TEXT,
ADD COLUMN     "rule" TEXT,
ADD COLUMN     "settled_at" TIMESTAMPTZ(6),
ADD COLUMN     "settled_because" JSONB,
ADD COLUMN     "settled_by_id" UUID,
ADD COLUMN     "settled_by_name" TEXT,
ADD COLUMN     "settled_reason" TEXT,
ADD COLUMN     "slack_id" TEXT,
ADD COLUMN     "state" "request_state" NOT NULL DEFAULT 'granted',
ADD COLUMN     "unchecked" JSONB,
ADD COLUMN     "waits_for" JSONB,
ADD COLUMN     "within_seconds" INTEGER;

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "at_most_seconds" INTEGER NOT NULL DEFAULT 86400,
ADD COLUMN     "break_glass" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "evidence" JSONB,
ADD COLUMN     "extended_by_id" UUID,
ADD COLUMN     "extensions" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "policy_hash" TEXT,
ADD COLUMN     "told_end" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "aspect" "card_aspect",
ADD COLUMN     "request_id" UUID;

-- What there was before was decided at once, and could last a day; from now on each row says it itself.
ALTER TABLE "requests" ALTER COLUMN "state" DROP DEFAULT;
ALTER TABLE "grants" ALTER COLUMN "at_most_seconds" DROP DEFAULT;

-- CreateTable
CREATE TABLE "approvals" (
    "request_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "nth" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "slack_id" TEXT NOT NULL,
    "given_by" "given_by" NOT NULL,
    "at_most_seconds" INTEGER,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "void_at" TIMESTAMPTZ(6),

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("request_id","nth")
);

-- CreateTable
CREATE TABLE "shown_values" (
    "grant_id" UUID NOT NULL,
    "variable" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "shown_values_pkey" PRIMARY KEY ("grant_id","variable")
);

-- CreateTable
CREATE TABLE "rotations" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "resource" TEXT NOT NULL,
    "variable" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "by_id" UUID NOT NULL,
    "by_name" TEXT NOT NULL,

    CONSTRAINT "rotations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reviews" (
    "grant_id" UUID NOT NULL,
    "reviewers" TEXT[],
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "told_at" TIMESTAMPTZ(6),
    "done_at" TIMESTAMPTZ(6),
    "done_by_id" UUID,
    "done_by_name" TEXT,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("grant_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "approvals_one_per_request_and_person" ON "approvals"("request_id", "person_id") WHERE (void_at IS NULL);

-- CreateIndex
CREATE INDEX "shown_values_resource_variable_started_at_grant_id_idx" ON "shown_values"("resource", "variable", "started_at", "grant_id");

-- CreateIndex
CREATE INDEX "shown_values_person_id_idx" ON "shown_values"("person_id", "resource", "variable", "started_at", "grant_id");

-- CreateIndex
CREATE INDEX "rotations_resource_variable_at_idx" ON "rotations"("resource", "variable", "at");

-- CreateIndex
CREATE INDEX "reviews_open_due_at_idx" ON "reviews"("due_at") WHERE (done_at IS NULL);

-- CreateIndex
CREATE INDEX "requests_pending_expires_at_idx" ON "requests"("expires_at") WHERE (state = 'pending'::request_state);

-- CreateIndex
CREATE INDEX "requests_extends_grant_id_idx" ON "requests"("extends_grant_id") WHERE (extends_grant_id IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "requests_one_pending_per_person_and_resource" ON "requests"("person_id", "resource") WHERE (state = 'pending'::request_state);

-- CreateIndex
CREATE INDEX "cards_request_id_idx" ON "cards"("request_id") WHERE (request_id IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "cards_one_home_a_user" ON "cards"("slack_user") WHERE (grant_id IS NULL AND request_id IS NULL AND note IS NULL);

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_extends_grant_id_fkey" FOREIGN KEY ("extends_grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_extended_by_id_fkey" FOREIGN KEY ("extended_by_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_policy_hash_fkey" FOREIGN KEY ("policy_hash") REFERENCES "policies"("hash") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "shown_values" ADD CONSTRAINT "shown_values_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "rotations" ADD CONSTRAINT "rotations_by_id_fkey" FOREIGN KEY ("by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_done_by_id_fkey" FOREIGN KEY ("done_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- What Prisma's schema can't say

ALTER TABLE requests
  ADD CONSTRAINT requests_waiting_is_whole CHECK (
    num_nonnulls(slack_id, requester_name, rule, approvers, needed, within_seconds, eligible, offer, unchecked, expires_at)
      = CASE WHEN expires_at IS NULL THEN 0 ELSE 10 END
  ),
  ADD CONSTRAINT requests_not_waiting_is_granted CHECK (expires_at IS NOT NULL OR state = 'granted'),
  ADD CONSTRAINT requests_needed_counts CHECK (needed >= 0 AND within_seconds > 0),
  -- A day for the answer; or, after a grant that is at its longest, a day and the minute to conclude it in.
  ADD CONSTRAINT requests_wait_a_day_at_most CHECK (expires_at <= made_at + interval '24 hours 1 minute'),
  ADD CONSTRAINT requests_pending_is_open CHECK (
    state <> 'pending' OR num_nonnulls(settled_at, settled_by_id, settled_by_name, settled_reason, settled_because) = 0
  ),
  ADD CONSTRAINT requests_settled_is_whole CHECK (
    (state = 'pending' OR expires_at IS NULL) = (settled_at IS NULL) AND num_nonnulls(settled_by_id, settled_by_name) IN (0, 2)
  );

ALTER TABLE approvals ADD CONSTRAINT approvals_at_most_positive CHECK (at_most_seconds > 0);

ALTER TABLE grants
  ADD CONSTRAINT grants_at_most_positive CHECK (at_most_seconds > 0 AND at_most_seconds <= 86400),
  ADD CONSTRAINT grants_extension_is_whole CHECK ((extensions = 0) = (extended_by_id IS NULL));

ALTER TABLE reviews
  ADD CONSTRAINT reviews_reviewers_known CHECK (reviewers IS NOT NULL),
  ADD CONSTRAINT reviews_done_is_whole CHECK (num_nonnulls(done_at, done_by_id, done_by_name) IN (0, 3));

ALTER TABLE cards
  DROP CONSTRAINT cards_one_subject,
  DROP CONSTRAINT cards_place_is_whole,
  ADD CONSTRAINT cards_one_subject CHECK (
    num_nonnulls(grant_id, request_id, note) = CASE WHEN place IN ('channel', 'direct', 'window') THEN 1 ELSE 0 END
  ),
  ADD CONSTRAINT cards_aspect_of_its_subject CHECK (
    CASE aspect WHEN 'reminder' THEN request_id IS NOT NULL WHEN 'ending' THEN grant_id IS NOT NULL WHEN 'review' THEN grant_id IS NOT NULL ELSE true END
  ),
  ADD CONSTRAINT cards_place_is_whole CHECK (
    CASE place
      WHEN 'channel' THEN channel IS NOT NULL AND num_nonnulls(slack_user, external_id) = 0
      WHEN 'direct' THEN slack_user IS NOT NULL AND num_nonnulls(channel, external_id) = 0
      WHEN 'window' THEN num_nonnulls(slack_user, external_id) = 2 AND channel IS NULL
      ELSE slack_user IS NOT NULL AND num_nonnulls(channel, external_id) = 0
    END
  );

-- Values shown before this could be looked up

INSERT INTO shown_values (grant_id, variable, resource, person_id, started_at)
  SELECT DISTINCT g.id, name, g.resource, g.person_id, g.started_at
  FROM reveals v JOIN grants g ON g.id = v.grant_id CROSS JOIN LATERAL unnest(v.variables) AS name WHERE v.recorded_at IS NOT NULL;

-- Legal moves: the same table as REQUEST_MOVES in the code

CREATE FUNCTION nightlatch.check_request() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  movable CONSTANT text[] := ARRAY['state', 'reminded_at', 'nudged_at', 'waits_for', 'next_try_at',
    'settled_at', 'settled_by_id', 'settled_by_name', 'settled_reason', 'settled_because'];
  present CONSTANT timestamptz := nightlatch.now();
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('pending', 'granted') THEN
      RAISE EXCEPTION 'a request starts pending or granted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.extends_grant_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM public.grants WHERE id = NEW.extends_grant_id AND person_id = NEW.person_id AND resource = NEW.resource
    ) THEN
      RAISE EXCEPTION 'one extends one''s own grant for the same resource' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- How long it waits counts from here, whatever the app says.
    NEW.made_at := present;
    NEW.expires_at := CASE WHEN NEW.state = 'pending'
      THEN greatest(present + make_interval(secs => NEW.within_seconds), NEW.begins_at + interval '1 minute') END;
    NEW.settled_at := NULL;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'pending' THEN
    RAISE EXCEPTION 'a settled request is final' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF to_jsonb(NEW) - movable IS DISTINCT FROM to_jsonb(OLD) - movable THEN
    RAISE EXCEPTION 'what was asked does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.settled_at := NULL;
  IF NEW.state = 'pending' THEN
    RETURN NEW;
  END IF;
  IF NEW.state <> 'overtaken' AND (NEW.state = 'expired') <> (present >= OLD.expires_at) THEN
    RAISE EXCEPTION 'a request is answered before its time is over, and expires from then on' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- By whom the accounts belong to now: two that have become one person's count once, and the requester's own never.
  IF NEW.state = 'granted' AND NEW.needed > (
    SELECT count(DISTINCT coalesce(l.person_id, a.person_id)) FROM public.approvals a
      LEFT JOIN public.person_links l ON l.provider = 'slack' AND l.external_id = a.slack_id
      WHERE a.request_id = NEW.id AND a.void_at IS NULL AND coalesce(l.person_id, a.person_id) NOT IN (
        SELECT NEW.person_id UNION ALL SELECT person_id FROM public.person_links WHERE provider = 'slack' AND external_id = NEW.slack_id
      )
  ) THEN
    RAISE EXCEPTION 'too few have agreed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.settled_at := present;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_request BEFORE INSERT OR UPDATE ON requests FOR EACH ROW EXECUTE FUNCTION nightlatch.check_request();

-- Holds the request while it looks, so that an approval and whatever settles the request come one after the other.
CREATE FUNCTION nightlatch.check_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked record;
BEGIN
  SELECT state, expires_at, person_id, slack_id INTO asked FROM public.requests WHERE id = NEW.request_id FOR NO KEY UPDATE;
  IF asked.state IS DISTINCT FROM 'pending' THEN
    RAISE EXCEPTION 'only a pending request is agreed to' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.void_at IS NOT NULL OR NEW.void_at IS NULL OR to_jsonb(NEW) - 'void_at' IS DISTINCT FROM to_jsonb(OLD) - 'void_at' THEN
      RAISE EXCEPTION 'an approval only becomes void, and stays so' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.void_at := nightlatch.now();
    RETURN NEW;
  END IF;
  NEW.at := nightlatch.now();
  NEW.void_at := NULL;
  IF NEW.at >= asked.expires_at THEN
    RAISE EXCEPTION 'its time is over' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- By whom the accounts belong to now, too: two accounts of one person are one human.
  IF NEW.slack_id = asked.slack_id OR NEW.person_id = asked.person_id OR EXISTS (
    SELECT FROM public.person_links WHERE provider = 'slack'
      AND (external_id, person_id) IN ((asked.slack_id, NEW.person_id), (NEW.slack_id, asked.person_id))
  ) THEN
    RAISE EXCEPTION 'nobody agrees to their own request' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.nth := 1 + (SELECT count(*) FROM public.approvals WHERE request_id = NEW.request_id);
  RETURN NEW;
END
$$;

CREATE TRIGGER check_approval BEFORE INSERT OR UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION nightlatch.check_approval();

CREATE OR REPLACE FUNCTION nightlatch.check_grant() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  movable CONSTANT text[] := ARRAY['state', 'ends_at', 'ends_because', 'told_end', 'ended_at', 'end_cause', 'ended_by_id', 'ended_by_name'];
  extendable CONSTANT text[] := ARRAY['variables', 'rule', 'break_glass', 'policy_hash', 'evidence', 'incident_id', 'incident_number', 'incident_title', 'at_most_seconds',
    'show_for_seconds', 'max_reveals', 'grace_seconds', 'ends_with_incident', 'extensions', 'extended_by_id'];
  extended uuid;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'active' THEN
      RAISE EXCEPTION 'a grant starts active' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT extends_grant_id INTO extended FROM public.requests
      WHERE id = NEW.request_id AND state = 'granted' AND person_id = NEW.person_id AND resource = NEW.resource;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a grant is what its holder asked for and was granted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- What was to be extended may have ended: then it begins anew, unless every granted request has extended it, or begun anew, already.
    IF extended IS NOT NULL AND NOT EXISTS (
      SELECT FROM public.grants g WHERE g.id = extended AND g.state = 'ended' AND g.extensions < (
        SELECT count(*) FROM public.requests r WHERE r.extends_grant_id = g.id AND r.state = 'granted'
          AND NOT EXISTS (SELECT FROM public.grants anew WHERE anew.request_id = r.id)
      )
    ) THEN
      RAISE EXCEPTION 'a request extends a grant or opens one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Its longest time counts from here: a start in years to come would be a grant for years.
    NEW.started_at := nightlatch.now();
    IF NEW.ends_at > NEW.started_at + make_interval(secs => NEW.at_most_seconds) THEN
      RAISE EXCEPTION 'a grant ends by its longest' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.extensions := 0;
    NEW.extended_by_id := NULL;
    NEW.told_end := NULL;
    RETURN NEW;
  END IF;
  IF OLD.state = 'ended' THEN
    RAISE EXCEPTION 'an ended grant is final' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.extensions = OLD.extensions THEN
    IF NEW.ends_at > OLD.ends_at THEN
      RAISE EXCEPTION 'the end of a grant moves later by an extension only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - movable IS DISTINCT FROM to_jsonb(OLD) - movable THEN
      RAISE EXCEPTION 'what was granted does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> 'active' OR OLD.ends_at <= nightlatch.now() THEN
    RAISE EXCEPTION 'only an open grant is extended' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF to_jsonb(NEW) - movable - extendable IS DISTINCT FROM to_jsonb(OLD) - movable - extendable OR NOT NEW.variables @> OLD.variables THEN
    RAISE EXCEPTION 'an extension takes nothing away' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Each granted request extends once: as many of them as extensions, the last of which was not named before.
  IF NEW.extensions <> OLD.extensions + 1 OR NEW.extended_by_id IS NOT DISTINCT FROM OLD.extended_by_id
    OR NOT EXISTS (SELECT FROM public.requests WHERE id = NEW.extended_by_id AND extends_grant_id = NEW.id AND state = 'granted')
    OR NEW.extensions <> (SELECT count(*) FROM public.requests WHERE extends_grant_id = NEW.id AND state = 'granted') THEN
    RAISE EXCEPTION 'an extension needs a granted request for it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- The longest never grows, or a third decision could stretch what the first one promised.
  IF NEW.at_most_seconds > OLD.at_most_seconds OR NEW.ends_at < OLD.ends_at
    OR (NEW.ends_at > OLD.ends_at AND NEW.ends_at > OLD.started_at + make_interval(secs => NEW.at_most_seconds)) THEN
    RAISE EXCEPTION 'an extension ends later, and never past the longest' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION nightlatch.check_review() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF num_nonnulls(NEW.done_at, NEW.done_by_id, NEW.done_by_name, NEW.told_at) > 0 THEN
      RAISE EXCEPTION 'a review starts open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.done_at IS NOT NULL THEN
    -- Only what was added to the grant since is something to look at anew.
    IF num_nonnulls(NEW.done_at, NEW.done_by_id, NEW.done_by_name, NEW.told_at) > 0 OR NOT EXISTS (
      SELECT FROM public.grants g JOIN public.requests r ON r.id = g.extended_by_id
        WHERE g.id = NEW.grant_id AND NEW.grant_id = OLD.grant_id AND coalesce(r.settled_at, r.made_at) >= OLD.done_at
    ) THEN
      RAISE EXCEPTION 'a review is done once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.grant_id, NEW.reviewers, NEW.due_at) IS DISTINCT FROM (OLD.grant_id, OLD.reviewers, OLD.due_at) THEN
    RAISE EXCEPTION 'what is to be reviewed, by whom and when does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.done_by_id IN (
    SELECT person_id FROM public.grants WHERE id = NEW.grant_id
    UNION ALL SELECT l.person_id FROM public.grants g JOIN public.person_links l ON l.provider = 'slack' AND l.external_id = g.holder_slack_id
      WHERE g.id = NEW.grant_id
  ) THEN
    RAISE EXCEPTION 'nobody reviews their own grant' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.done_at := CASE WHEN NEW.done_by_id IS NOT NULL THEN nightlatch.now() END;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_review BEFORE INSERT OR UPDATE ON reviews FOR EACH ROW EXECUTE FUNCTION nightlatch.check_review();

CREATE FUNCTION nightlatch.check_rotation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'a mark of rotation does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A time to come would call rotated what is shown until then.
  NEW.at := nightlatch.now();
  RETURN NEW;
END
$$;

CREATE TRIGGER check_rotation BEFORE INSERT OR UPDATE ON rotations FOR EACH ROW EXECUTE FUNCTION nightlatch.check_rotation();

-- With the record of a showing, so that looking for exposed values doesn't read every reveal there ever was.
CREATE FUNCTION nightlatch.note_shown() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.shown_values (grant_id, variable, resource, person_id, started_at)
    SELECT g.id, name, g.resource, g.person_id, g.started_at FROM public.grants g, unnest(NEW.variables) AS name WHERE g.id = NEW.grant_id
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

CREATE TRIGGER note_shown AFTER UPDATE OF state ON reveals FOR EACH ROW WHEN (NEW.state = 'recorded' AND OLD.state <> 'recorded')
  EXECUTE FUNCTION nightlatch.note_shown();

-- Rights: what the app does and nothing more. It deletes none of these rows.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA nightlatch FROM PUBLIC;

GRANT UPDATE (state, reminded_at, nudged_at, waits_for, next_try_at, settled_by_id, settled_by_name, settled_reason, settled_because)
  ON requests TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (void_at) ON approvals TO nightlatch_app;
GRANT UPDATE (variables, rule, break_glass, policy_hash, evidence, incident_id, incident_number, incident_title, at_most_seconds, show_for_seconds, max_reveals, grace_seconds,
  ends_with_incident, extensions, extended_by_id, told_end) ON grants TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (reviewers, due_at, told_at, done_at, done_by_id, done_by_name) ON reviews TO nightlatch_app;
GRANT SELECT, INSERT ON rotations, shown_values TO nightlatch_app;
