-- Incidents and their channels, webhooks, hand-offs, plans of who is on call, and outages of sources.
-- All of it is one transaction, in which a value added to an enum can't be named yet: checks and indexes below do without.

-- CreateEnum
CREATE TYPE "incident_status" AS ENUM ('triggered', 'acknowledged', 'resolved', 'gone');

-- CreateEnum
CREATE TYPE "channel_binding" AS ENUM ('name', 'asked', 'command');

-- AlterEnum
ALTER TYPE "end_cause" ADD VALUE 'channel-shared';

-- AlterEnum
ALTER TYPE "card_place" ADD VALUE 'timeline';

-- AlterEnum
ALTER TYPE "card_aspect" ADD VALUE 'offer';

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "ends_with_shift" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "hand_off_end" TIMESTAMPTZ(6),
ADD COLUMN     "hand_off_read_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "cards" ADD COLUMN     "panel_of" TEXT,
ADD COLUMN     "incident_id" TEXT;

-- CreateTable
CREATE TABLE "incidents" (
    "id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "status" "incident_status" NOT NULL,
    "urgency" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "service_name" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "resolved_at" TIMESTAMPTZ(6),
    "opened_by_id" TEXT,
    "opened_by_name" TEXT,
    "read_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_channels" (
    "channel" TEXT NOT NULL,
    "former_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "name" TEXT NOT NULL,
    "incident_id" TEXT,
    "bound_by" "channel_binding",
    "bound_by_id" UUID,
    "bound_at" TIMESTAMPTZ(6),
    "joined_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "shared_at" TIMESTAMPTZ(6),
    "archived_at" TIMESTAMPTZ(6),

    CONSTRAINT "incident_channels_pkey" PRIMARY KEY ("channel")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "incident_id" TEXT NOT NULL,
    "service_id" TEXT,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "accepted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "worked_off_at" TIMESTAMPTZ(6),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "plans" (
    "source" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "shifts" JSONB NOT NULL,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("source","read_at")
);

-- CreateTable
CREATE TABLE "source_outages" (
    "id" UUID NOT NULL DEFAULT nightlatch.uuid_v7(),
    "source" TEXT NOT NULL,
    "fault" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "source_outages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hand_offs" (
    "grant_id" UUID NOT NULL,
    "noticed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT nightlatch.now(),
    "offered_at" TIMESTAMPTZ(6),
    "offered_to" TEXT[],

    CONSTRAINT "hand_offs_pkey" PRIMARY KEY ("grant_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cards_one_panel_a_channel" ON "cards"("panel_of") WHERE (panel_of IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "cards_one_record_an_incident_and_channel" ON "cards"("incident_id", "channel") WHERE (incident_id IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "cards_one_record_an_incident_and_timeline" ON "cards"("incident_id") WHERE (incident_id IS NOT NULL AND channel IS NULL);

-- CreateIndex
CREATE INDEX "incident_channels_incident_id_idx" ON "incident_channels"("incident_id");

-- CreateIndex
CREATE INDEX "incident_channels_open_joined_at_channel_idx" ON "incident_channels"("joined_at", "channel") WHERE (archived_at IS NULL);

-- CreateIndex
CREATE INDEX "incident_channels_shared_shared_at_idx" ON "incident_channels"("shared_at") WHERE (shared_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "incident_channels_former_ids_idx" ON "incident_channels" USING GIN ("former_ids");

-- CreateIndex
CREATE INDEX "webhook_deliveries_accepted_at_idx" ON "webhook_deliveries"("accepted_at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_waiting_next_try_at_idx" ON "webhook_deliveries"("next_try_at") WHERE (worked_off_at IS NULL);

-- CreateIndex
CREATE INDEX "plans_read_at_idx" ON "plans"("read_at");

-- CreateIndex
CREATE UNIQUE INDEX "source_outages_one_open_a_source" ON "source_outages"("source") WHERE (ended_at IS NULL);

-- CreateIndex
CREATE INDEX "source_outages_ended_at_idx" ON "source_outages"("ended_at");

-- CreateIndex
CREATE INDEX "hand_offs_open_next_try_at_idx" ON "hand_offs"("next_try_at") WHERE (offered_at IS NULL);

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_panel_of_fkey" FOREIGN KEY ("panel_of") REFERENCES "incident_channels"("channel") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "cards" ADD CONSTRAINT "cards_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "incident_channels" ADD CONSTRAINT "incident_channels_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "incident_channels" ADD CONSTRAINT "incident_channels_bound_by_id_fkey" FOREIGN KEY ("bound_by_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "hand_offs" ADD CONSTRAINT "hand_offs_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- What Prisma's schema can't say

ALTER TABLE grants
  ADD CONSTRAINT grants_hand_off_is_whole CHECK (num_nonnulls(hand_off_end, hand_off_read_at) IN (0, 2));

ALTER TABLE incidents
  ADD CONSTRAINT incidents_opener_is_whole CHECK ((opened_by_id IS NULL) = (opened_by_name IS NULL));

ALTER TABLE incident_channels
  ADD CONSTRAINT incident_channels_bound_is_whole CHECK (num_nonnulls(incident_id, bound_by, bound_at) IN (0, 3) AND (bound_by_id IS NULL OR bound_by IS NOT NULL));

ALTER TABLE cards
  DROP CONSTRAINT cards_one_subject,
  DROP CONSTRAINT cards_place_is_whole,
  ADD CONSTRAINT cards_one_subject CHECK (
    num_nonnulls(grant_id, request_id, digest_id, panel_of, incident_id, note) = CASE WHEN place = 'home' THEN 0 ELSE 1 END
  ),
  ADD CONSTRAINT cards_place_is_whole CHECK (
    CASE place
      WHEN 'channel' THEN channel IS NOT NULL AND num_nonnulls(slack_user, external_id) = 0
      WHEN 'direct' THEN slack_user IS NOT NULL AND num_nonnulls(channel, external_id) = 0
      WHEN 'window' THEN num_nonnulls(slack_user, external_id) = 2 AND channel IS NULL
      WHEN 'home' THEN slack_user IS NOT NULL AND num_nonnulls(channel, external_id) = 0
      ELSE incident_id IS NOT NULL AND num_nonnulls(slack_user, channel, external_id) = 0
    END
  );

CREATE OR REPLACE FUNCTION nightlatch.check_grant() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  movable CONSTANT text[] := ARRAY['state', 'ends_at', 'ends_because', 'told_end', 'hand_off_end', 'hand_off_read_at', 'ended_at', 'end_cause', 'ended_by_id', 'ended_by_name'];
  extendable CONSTANT text[] := ARRAY['variables', 'rule', 'break_glass', 'policy_hash', 'evidence', 'incident_id', 'incident_number', 'incident_title', 'at_most_seconds',
    'show_for_seconds', 'max_reveals', 'grace_seconds', 'ends_with_incident', 'ends_with_shift', 'extensions', 'extended_by_id'];
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
    NEW.hand_off_end := NULL;
    NEW.hand_off_read_at := NULL;
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

-- Rights: what the app does and nothing more.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA nightlatch FROM PUBLIC;

GRANT UPDATE (ends_with_shift, hand_off_end, hand_off_read_at) ON grants TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (number, title, status, urgency, service_id, service_name, opened_at, resolved_at, opened_by_id, opened_by_name, read_at)
  ON incidents TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (former_ids, name, incident_id, bound_by, bound_by_id, bound_at, joined_at, shared_at, archived_at)
  ON incident_channels TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (attempts, next_try_at, worked_off_at), DELETE ON webhook_deliveries TO nightlatch_app;
-- When a plan was read is the database's word: one that is dated back would settle any cover.
GRANT SELECT, INSERT (source, shifts), DELETE ON plans TO nightlatch_app;
GRANT SELECT, INSERT (source, fault), UPDATE (ended_at) ON source_outages TO nightlatch_app;
GRANT SELECT, INSERT, UPDATE (next_try_at, offered_at, offered_to) ON hand_offs TO nightlatch_app;
