import { z } from 'zod';
import { formOfRequest } from '../../../domain/command-text/form-of-request.ts';
import { parseUnlock } from '../../../domain/command-text/parse-unlock.ts';
import { unlockContext } from '../../../domain/command-text/unlock-context.ts';
import type { ResourceName } from '../../../domain/names.ts';
import type { Resource } from '../../../domain/policy.ts';
import type { Reader } from '../../../domain/say-time.ts';
import { type Asking, emptyForm, type UnlockForm } from '../../../domain/unlock-form.ts';
import type { Again } from '../blocks/action-ids.ts';
import { channelId } from '../read-ids.ts';

const text = z.string().max(2000);
const channel = channelId.optional();
const form = z.object({
  resource: text,
  variables: z.array(text),
  time: text,
  incident: text,
  reason: text,
  breakGlass: z.boolean(),
});

const again = z.union([z.object({ words: text, channel }), z.object({ form, channel })]);

/** What a Try again button's value, or the form's metadata, asks for; undefined when it is neither. It names a request, and gives no right to it. */
export function againIn(json: string): Again | undefined {
  try {
    const { channel: place, ...asking } = again.parse(JSON.parse(json));
    return place === undefined ? asking : { ...asking, channel: place };
  } catch {
    return undefined;
  }
}

/** The form that asks for the same, as far as it can be understood. */
export function formOfAsking(asking: Asking, resources: ReadonlyMap<ResourceName, Resource>, reader: Reader): UnlockForm {
  if ('form' in asking) return asking.form;
  const reading = parseUnlock(asking.words, unlockContext(resources, reader));
  return reading.kind === 'request' ? formOfRequest(reading.request, reader.timezone) : emptyForm();
}
