import type { ReactNode } from 'react';
import type { HomeOfPage, PersonOfPage } from '../../page-api.ts';
import { ActingContext, useConfirm } from '../blocks/acting.ts';
import type { KnownBlock } from '../blocks/block-kit.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { actingIn } from '../shell/acting-in.ts';
import type { Called } from '../shell/calls.ts';
import { useForm } from '../window/use-form.ts';

interface HomeTabProps {
  viewer: PersonOfPage;
  home: HomeOfPage | undefined;
  report: (called: Called) => void;
}

/** The app's home as it was published for this person. */
export function HomeTab({ viewer, home, report }: HomeTabProps): ReactNode {
  return (
    <section className="home" aria-label={`${viewer.name}'s home`} data-testid="home">
      {home === undefined ? (
        <p className="home-empty">The app has published nothing here yet.</p>
      ) : (
        <Published as={viewer.id} home={home} report={report} />
      )}
    </section>
  );
}

function Published({ as, home, report }: { as: string; home: HomeOfPage; report: (called: Called) => void }): ReactNode {
  const ask = useConfirm();
  const { form, read } = useForm({ blocks: home.blocks as KnownBlock[], inputs: home.inputs, told: {} });
  const act = actingIn({ as, in: { view: home.viewId } }, { ask, report, read });
  return (
    <ActingContext value={{ act, form }}>
      <Blocks blocks={home.blocks} />
    </ActingContext>
  );
}
