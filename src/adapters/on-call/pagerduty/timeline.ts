import { z } from 'zod';
import type { IncidentTimeline } from '../../../ports/incident-timeline.ts';
import type { PagerDutyCheck, PagerDutyClient } from './client.ts';

const note = z.object({ content: z.string() });
const notesAnswer = z.object({ notes: z.array(note) });
const noteAnswer = z.object({ note });

/** Notes on PagerDuty's incidents, in the name of the user who has the address `from`. */
export function pagerDutyTimeline(client: PagerDutyClient, from: string): IncidentTimeline {
  return {
    async addNote(incidentId, text) {
      // Anything else would be another path of the API.
      if (!/^[A-Za-z0-9]+$/.test(incidentId)) return 'gone';
      const path = `/incidents/${incidentId}/notes`;
      const check = client.check();
      const there = await standing(check, path, text);
      if (there !== 'missing') return there;
      return (await check.add(path, { from, data: { note: { content: text } } }, noteAnswer)) ? 'there' : 'gone';
    },
  };
}

async function standing(check: PagerDutyCheck, path: string, text: string): Promise<'there' | 'gone' | 'missing'> {
  const answer = await check.one(path, notesAnswer);
  if (!answer) return 'gone';
  return answer.notes.some(({ content }) => asWords(content) === asWords(text)) ? 'there' : 'missing';
}

// PagerDuty may keep line breaks in its own way.
function asWords(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
