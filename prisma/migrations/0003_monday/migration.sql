-- Lockdown, digests, what a changed policy ends, and sealed values under another key.
-- All of it is one transaction, in which a value added to an enum can't be named yet: checks and indexes below do without.

-- AlterEnum
ALTER TYPE "end_cause" ADD VALUE 'policy-changed';
ALTER TYPE "end_cause" ADD VALUE 'lockdown';

-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "digest_id" UUID;

-- CreateTable
CREATE TABLE "lockdown" (
    "id" SMALLINT NOT NULL,
    "since" TIMESTAMPTZ(6),
    "by_id" UUID,
    "by_name" TEXT,
    "by_slack_id" TEXT,
    "reason" TEXT,
    "lifted_at" TIMESTAMPTZ(6),
    "lifted_by_id" UUID,
    "lifted_by_name" TEXT,

    CONSTRAINT "lockdown_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digests" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "week_start" TIMESTAMPTZ(6) NOT NULL,
    "week_end" TIMESTAMPTZ(6) NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "content" JSONB NOT NULL,
    "reviewed_at" TIMESTAMPTZ(6),
    "reviewed_by_id" UUID,
    "reviewed_by_name" TEXT,

    CONSTRAINT "digests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "digests_week_end_key" ON "digests"("week_end");

-- DropIndex
DROP INDEX "cards_one_home_a_user";

-- CreateIndex
CREATE UNIQUE INDEX "cards_one_home_a_user" ON "cards"("slack_user") WHERE (grant_id IS NULL AND request_id IS NULL AND digest_id IS NULL AND note IS NULL);

-- CreateIndex
CREATE INDEX "cards_digest_id_idx" ON "cards"("digest_id") WHERE (digest_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries" USING BRIN ("at");

-- AddForeignKey
ALTER TABLE "lockdown" ADD CONSTRAINT "lockdown_by_id_fkey" FOREIGN KEY ("by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "lockdown" ADD CONSTRAINT "lockdown_lifted_by_id_fkey" FOREIGN KEY ("lifted_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "digests" ADD CONSTRAINT "digests_reviewed_by_id_fkey" FOREIGN KEY ("reviewed_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digests"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- What Prisma's schema can't say

ALTER TABLE lockdown
  ADD CONSTRAINT lockdown_one_row CHECK (id = 1),
  ADD CONSTRAINT lockdown_begun_is_whole CHECK (num_nonnulls(since, by_name, reason) IN (0, 3) AND (by_id IS NULL) = (by_slack_id IS NULL)
    AND (by_id IS NULL OR since IS NOT NULL)),
  ADD CONSTRAINT lockdown_lifted_is_whole CHECK (
    num_nonnulls(lifted_at, lifted_by_id, lifted_by_name) IN (0, 3) AND (lifted_at IS NULL OR since IS NOT NULL)
  );

-- Whatever opens access holds this row shared until its commit; a lockdown takes it alone, so that nothing opens beside it unseen.
INSERT INTO lockdown (id) VALUES (1);

ALTER TABLE digests
  ADD CONSTRAINT digests_week_is_ahead CHECK (week_start < week_end),
  ADD CONSTRAINT digests_reviewed_is_whole CHECK (num_nonnulls(reviewed_at, reviewed_by_id, reviewed_by_name) IN (0, 3));

ALTER TABLE cards
  DROP CONSTRAINT cards_one_subject,
  ADD CONSTRAINT cards_one_subject CHECK (
    num_nonnulls(grant_id, request_id, digest_id, note) = CASE WHEN place IN ('channel', 'direct', 'window') THEN 1 ELSE 0 END
  );

CREATE FUNCTION nightlatch.check_lockdown() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  was_locked CONSTANT boolean := OLD.since IS NOT NULL AND OLD.lifted_at IS NULL;
BEGIN
  IF NOT was_locked THEN
    IF NEW.since IS NULL OR NEW.lifted_at IS NOT NULL THEN
      RAISE EXCEPTION 'what is not locked down can only be locked down' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.since := nightlatch.now();
    RETURN NEW;
  END IF;
  IF (NEW.since, NEW.by_id, NEW.by_name, NEW.by_slack_id, NEW.reason) IS DISTINCT FROM (OLD.since, OLD.by_id, OLD.by_name, OLD.by_slack_id, OLD.reason)
    OR NEW.lifted_at IS NULL THEN
    RAISE EXCEPTION 'a lockdown can only be lifted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- By whom the accounts belong to now is the app's to know; the same person is refused here too.
  IF NEW.lifted_by_id = OLD.by_id THEN
    RAISE EXCEPTION 'nobody lifts their own lockdown' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.lifted_at := nightlatch.now();
  RETURN NEW;
END
$$;

CREATE TRIGGER check_lockdown BEFORE UPDATE ON lockdown FOR EACH ROW EXECUTE FUNCTION nightlatch.check_lockdown();

-- A process of an older release knows of no lockdown: for it too nothing opens, nobody agrees and no value is shown.
CREATE FUNCTION nightlatch.refuse_locked_down() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.lockdown WHERE since IS NOT NULL AND lifted_at IS NULL) THEN
    RAISE EXCEPTION 'everything is locked down' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER refuse_locked_down BEFORE INSERT ON grants FOR EACH ROW EXECUTE FUNCTION nightlatch.refuse_locked_down();
CREATE TRIGGER refuse_more_locked_down BEFORE UPDATE OF extensions ON grants FOR EACH ROW WHEN (NEW.extensions > OLD.extensions)
  EXECUTE FUNCTION nightlatch.refuse_locked_down();
CREATE TRIGGER refuse_locked_down BEFORE INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION nightlatch.refuse_locked_down();
CREATE TRIGGER refuse_locked_down BEFORE UPDATE OF state ON reveals FOR EACH ROW WHEN (NEW.state = 'recorded' AND OLD.state <> 'recorded')
  EXECUTE FUNCTION nightlatch.refuse_locked_down();

CREATE FUNCTION nightlatch.check_digest() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  movable CONSTANT text[] := ARRAY['reviewed_at', 'reviewed_by_id', 'reviewed_by_name'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.made_at := nightlatch.now();
    NEW.reviewed_at := NULL;
    RETURN NEW;
  END IF;
  IF OLD.reviewed_at IS NOT NULL OR to_jsonb(NEW) - movable IS DISTINCT FROM to_jsonb(OLD) - movable THEN
    RAISE EXCEPTION 'a digest is only reviewed, once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.reviewed_at := CASE WHEN NEW.reviewed_by_id IS NOT NULL THEN nightlatch.now() END;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_digest BEFORE INSERT OR UPDATE ON digests FOR EACH ROW EXECUTE FUNCTION nightlatch.check_digest();

-- Under another key a value is another row's text, but the same value: path and version stay.
CREATE FUNCTION nightlatch.check_sealed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.key_id = OLD.key_id OR (NEW.path, NEW.version, NEW.set_at) IS DISTINCT FROM (OLD.path, OLD.version, OLD.set_at) THEN
    RAISE EXCEPTION 'a sealed value is only sealed anew under another key' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_sealed BEFORE UPDATE ON sealed_secrets FOR EACH ROW EXECUTE FUNCTION nightlatch.check_sealed();

-- Rights: what the app does and nothing more.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA nightlatch FROM PUBLIC;

GRANT SELECT, UPDATE (since, by_id, by_name, by_slack_id, reason, lifted_at, lifted_by_id, lifted_by_name) ON lockdown TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (reviewed_at, reviewed_by_id, reviewed_by_name) ON digests TO nightlatch_app;
GRANT UPDATE (key_id, wrapped_key, ciphertext) ON sealed_secrets TO nightlatch_app;
