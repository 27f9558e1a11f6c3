import type { CutOffAnswers } from '../../ports/cut-off-answers.ts';
import type { Delivery } from '../../ports/deliveries.ts';
import { type AnswerPlace, type AnswersNeeds, tell } from './answers.ts';
import { cutOffWindow } from './blocks/cut-off-window.ts';

/** Tells a person that a crash cut them off: in the window if it is open, otherwise by direct message. */
export function slackCutOffAnswers(needs: AnswersNeeds): CutOffAnswers {
  return {
    async tellCutOff(delivery: Delivery) {
      const { slackUser: user, windowExternalId } = delivery;
      const place: AnswerPlace = windowExternalId === undefined ? { user } : { user, window: windowExternalId };
      if (!(await tell(needs, place, cutOffWindow(delivery.about))))
        needs.log.error('cut-off answer not delivered', { about: delivery.about });
    },
  };
}
