import type { types } from '@slack/bolt';
import type { Answer } from '../../../domain/evidence.ts';
import { type Incident, incidentLabel } from '../../../domain/incident.ts';
import { BIND_INCIDENT } from './action-ids.ts';
import { MOST_OPTIONS, option, placeholder } from './form-parts.ts';
import type { Block } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';

export const WHICH_INCIDENT = 'Which incident is this channel about?';

/** Asks which incident the channel is about, for a panel that doesn't know. Any full member may say. */
export function whichIncidentBlocks(open: Answer<readonly Incident[]> | undefined): Block[] {
  return [boldLine(WHICH_INCIDENT), ...(open ? choice(open) : []), ...smallPrint(OTHERWISE)];
}

const OTHERWISE = 'You can also type /nightlatch incident INC-42. It opens nothing by itself.';

function choice(open: Answer<readonly Incident[]>): Block[] {
  if (!open.known) return [line(`${open.source} didn't answer, so the open ones can't be listed.`)];
  if (open.value.length === 0) return [line('None is open right now for what the policy locks.')];
  const options = open.value.slice(0, MOST_OPTIONS).map((one) => option(one.id, `${incidentLabel(one)} · ${one.title}`));
  const select: types.StaticSelect = {
    type: 'static_select',
    action_id: BIND_INCIDENT,
    options,
    placeholder: placeholder('Choose an open incident'),
  };
  return [{ type: 'actions', block_id: 'which-incident', elements: [select] }];
}
