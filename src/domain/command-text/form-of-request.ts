import type { AskedTime } from '../end-of-grant.ts';
import { type IncidentName, incidentLabel } from '../incident.ts';
import { writeDuration } from '../parse-duration.ts';
import type { AccessRequest } from '../request.ts';
import type { UnlockForm } from '../unlock-form.ts';

/** The form that asks for the same, on the clocks of `timezone`: read again at once it is the request it was made of. */
export function formOfRequest(request: Omit<AccessRequest, 'channel'>, timezone: string): UnlockForm {
  const { resource, variables, time, incident, reason = '', breakGlass } = request;
  return { resource, variables, time: timeField(time, timezone), incident: incidentField(incident), reason, breakGlass };
}

function timeField(time: AskedTime, timezone: string): string {
  switch (time.kind) {
    case 'for':
      return writeDuration(time.duration);
    case 'until':
      return `until ${time.at.toZonedDateTimeISO(timezone).toPlainTime().toString({ smallestUnit: 'minute' })}`;
    case 'until-shift-end':
      return 'shift-end';
    // Only a button asks for longer; no form can.
    case 'longer':
    case 'default':
      return '';
  }
}

function incidentField(incident: IncidentName | undefined): string {
  if (!incident) return '';
  return 'number' in incident ? incidentLabel(incident) : incident.id;
}
