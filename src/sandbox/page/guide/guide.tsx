import type { ReactNode } from 'react';
import type { PageState } from '../../page-api.ts';
import { CloseIcon } from '../shell/icons.tsx';
import { type Step, stepsIn } from './steps.ts';
import type { StepName } from './steps-done.ts';

interface GuideProps {
  state: PageState;
  done: ReadonlySet<StepName>;
  prepare: (step: NonNullable<Step['set']>) => void;
  leave: () => void;
}

/** What to try first, as a story: what happened is ticked and the next step opened. It can be put away. */
export function Guide({ state, done, prepare, leave }: GuideProps): ReactNode {
  const steps = stepsIn(state);
  const next = steps.find(({ name }) => !done.has(name));
  return (
    <section className="guide" aria-labelledby="guide-title" data-testid="guide">
      <header className="guide-head">
        <div>
          <h2 id="guide-title">Try this</h2>
          <p aria-live="polite">{sayProgress(done.size, steps.length)}</p>
        </div>
        <button type="button" className="icon-button" aria-label="Put the guide away" onClick={leave}>
          <CloseIcon />
        </button>
      </header>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.name} className={`step${done.has(step.name) ? ' step-done' : ''}`} data-step={step.name}>
            <details name="steps" open={step === next}>
              <summary>
                <span>
                  {step.title}
                  {done.has(step.name) && <span className="unseen"> (done)</span>}
                </span>
              </summary>
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

function sayProgress(done: number, all: number): string {
  if (done === 0) return `${all} steps, about ten minutes.`;
  return done < all ? `${done} of ${all} done.` : 'All done. The world is yours.';
}

function Prepare({ step: { title, set }, prepare }: { step: Step; prepare: GuideProps['prepare'] }): ReactNode {
  if (set === undefined) return null;
  return (
    <button type="button" className="text-button" aria-label={`Type it for me: ${title}`} onClick={() => prepare(set)}>
      Type it for me
    </button>
  );
}
