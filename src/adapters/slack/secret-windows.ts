import type { Grant } from '../../domain/grant.ts';
import type { Reveal } from '../../domain/reveal.ts';
import type { Logger } from '../../ports/logger.ts';
import type { SecretWindows } from '../../ports/secret-windows.ts';
import { grantWindow, wipedWindow } from './blocks/grant-window.ts';
import type { SlackClients } from './clients.ts';
import type { SlackDirectory } from './directory.ts';
import { SlackFault } from './slack-fault.ts';
import { updateWindow } from './windows.ts';

export interface SecretWindowNeeds {
  clients: SlackClients;
  directory: Pick<SlackDirectory, 'zoneOf'>;
  /** Calls `run` once, after that many milliseconds of this process. */
  after(ms: number, run: () => void): void;
  log: Logger;
}

/** A view that shows values. */
export interface ShownView {
  reveal: Reveal;
  grant: Grant;
}

/** The port, and a second wipe that needs no database. */
export interface SlackSecretWindows extends SecretWindows {
  /** Overwrites the view at its wipe time from this process too, so that it happens while Postgres is away. `now` is the one clock's. */
  armWipe(reveal: Reveal, grant: Grant, now: Temporal.Instant): void;
  /** What this process armed and hasn't overwritten since. */
  armed(): ShownView[];
}

/** Wipes secret views, whatever they show: without `hash`, so that no change in between can keep the values there. */
export function slackSecretWindows(needs: SecretWindowNeeds): SlackSecretWindows {
  // Which reveal a window shows: a timer that outlived its own must not wipe the next one's view.
  const shown = new Map<string, ShownView>();
  const isShown = ({ id, externalId }: Reveal) => shown.get(externalId)?.reveal.id === id;
  const overwrite: SecretWindows['overwrite'] = async (reveal, grant, now) => {
    const became = await overwritten(needs, reveal, grant, now);
    if (became !== 'later' && isShown(reveal)) shown.delete(reveal.externalId);
    return became;
  };
  return {
    overwrite,
    armWipe(reveal, grant, now) {
      shown.set(reveal.externalId, { reveal, grant });
      needs.after(Math.max(0, now.until(reveal.wipeAt).total('milliseconds')), () => {
        if (isShown(reveal)) void overwrite({ ...reveal, state: 'shown' }, grant, reveal.wipeAt);
      });
    },
    armed: () => [...shown.values()],
  };
}

async function overwritten(
  needs: SecretWindowNeeds,
  reveal: Reveal,
  grant: Grant,
  now: Temporal.Instant,
): Promise<'wiped' | 'gone' | 'later'> {
  try {
    const timezone = await needs.directory.zoneOf(reveal.by.slackId);
    const viewer = { slackId: reveal.by.slackId, timezone };
    const neverShown = reveal.state === 'opening' || reveal.state === 'failed';
    const window = neverShown ? grantWindow({ grant, resource: undefined, now }, viewer) : wipedWindow(grant, now, timezone);
    await updateWindow(needs.clients.background, reveal.externalId, window);
    return 'wiped';
  } catch (error) {
    if (error instanceof SlackFault && error.kind === 'gone') return 'gone';
    if (error instanceof SlackFault) needs.log.warn('view not wiped yet', { reveal: reveal.id, code: error.code });
    else needs.log.error('wipe failed', { reveal: reveal.id }, error);
    return 'later';
  }
}
