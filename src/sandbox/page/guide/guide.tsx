import type { ReactNode } from 'react';
import type { PageState } from '../../page-api.ts';
import { CloseIcon } from '../shell/icons.tsx';
import { type Step, stepsIn } from './steps.ts';

interface GuideProps {
  state: PageState;
  prepare: (step: NonNullable<Step['set']>) => void;
  leave: () => void;
}

/** What to try first, as a story; it can be put away. */
export function Guide({ state, prepare, leave }: GuideProps): ReactNode {
  return (
    <section className="guide" aria-labelledby="guide-title" data-testid="guide">
      <header className="guide-head">
        <div>
          <h2 id="guide-title">Try this</h2>
          <p>Six steps, about three minutes.</p>
        </div>
        <button type="button" className="icon-button" aria-label="Put the guide away" onClick={leave}>
          <CloseIcon />
        </button>
      </header>
      <ol className="steps">
        {stepsIn(state).map((step, place) => (
          <li key={step.title} className="step">
            <details name="steps" open={place === 0}>
              <summary>{step.title}</summary>
              <p>{step.says}</p>
              {step.set && <code className="step-command">{step.set.text}</code>}
              <Prepare step={step} prepare={prepare} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Prepare({ step: { title, set }, prepare }: { step: Step; prepare: GuideProps['prepare'] }): ReactNode {
  if (set === undefined) return null;
  return (
    <button type="button" className="step-set" aria-label={`Type it for me: ${title}`} onClick={() => prepare(set)}>
      Type it for me
    </button>
  );
}
