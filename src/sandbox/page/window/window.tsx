import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { WindowOfPage } from '../../page-api.ts';
import { ActingContext, useConfirm } from '../blocks/acting.ts';
import type { KnownBlock } from '../blocks/block-kit.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { actingIn } from '../shell/acting-in.ts';
import { Avatar } from '../shell/avatar.tsx';
import { type Called, call } from '../shell/calls.ts';
import { CloseIcon } from '../shell/icons.tsx';
import { useFocusTrap } from './use-focus-trap.ts';
import { useForm } from './use-form.ts';

interface WindowProps {
  /** The viewer's id, whose pane this is. */
  as: string;
  pane: string;
  window: WindowOfPage;
  covered: boolean;
  report: (called: Called) => void;
}

/** A window over the conversation; on phones it is the whole screen. */
export function Window({ as, pane, window, covered, report }: WindowProps): ReactNode {
  const title = useId();
  const [busy, setBusy] = useState(false);
  const { ref, onKeyDown } = useFocusTrap(pane);
  const { inputs, errors: told = {} } = window;
  const { form, read, complain } = useForm({ blocks: window.blocks as KnownBlock[], inputs, told });
  const ask = useConfirm();
  const act = actingIn({ as, in: { view: window.viewId } }, { ask, report, read });
  const close = async (): Promise<void> => report(await call('close', { as, view: window.viewId }));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || complain()) return;
    setBusy(true);
    report(await call('submit', { as, view: window.viewId, state: read() }));
    setBusy(false);
  };
  return (
    <div className="scrim" inert={covered}>
      <div
        ref={ref}
        className="dialog window"
        role="dialog"
        aria-modal="true"
        aria-labelledby={title}
        tabIndex={-1}
        data-testid="window"
        data-view={window.viewId}
        onKeyDown={(event) => {
          if (event.key === 'Escape') void close();
          onKeyDown(event);
        }}
      >
        <form className="window-form" noValidate onSubmit={(event) => void submit(event)}>
          <Head id={title} title={window.title} below={window.below} close={close} />
          <div className="window-body" aria-live="polite">
            <ActingContext value={{ act, form }}>
              <Blocks blocks={window.blocks} />
            </ActingContext>
          </div>
          <Foot window={window} busy={busy} close={close} />
        </form>
      </div>
    </div>
  );
}

function Head({ id, title, below, close }: { id: string; title: string; below: number; close: () => Promise<void> }): ReactNode {
  return (
    <header className="window-head">
      <Avatar id="bot" name="Nightlatch" bot small />
      <div>
        <h3 id={id}>{title}</h3>
        {below > 0 && <p className="window-below">{below === 1 ? 'One window lies below' : `${below} windows lie below`}</p>}
      </div>
      <button type="button" className="icon-button" aria-label="Close window" onClick={() => void close()}>
        <CloseIcon />
      </button>
    </header>
  );
}

function Foot({ window, busy, close }: { window: WindowOfPage; busy: boolean; close: () => Promise<void> }): ReactNode {
  if (window.submit === undefined && window.close === undefined) return null;
  return (
    <footer className="dialog-foot window-foot">
      <button type="button" className="button button-plain" onClick={() => void close()}>
        {window.close ?? 'Close'}
      </button>
      {window.submit !== undefined && (
        <button type="submit" className="button button-primary" aria-busy={busy}>
          {window.submit}
        </button>
      )}
    </footer>
  );
}
