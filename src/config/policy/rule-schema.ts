import * as z from 'zod';
import {
  approversCount,
  channel,
  duration,
  hours,
  keys,
  line,
  listOf,
  maxReveals,
  name,
  nameOf,
  names,
  oneOf,
  settled,
  showFor,
  told,
  truth,
  variableName,
} from './schema-parts.ts';

// The shape of one rule.

const OF_DEFAULTS = 'as in the defaults';

const incident = z.union(
  [
    z.literal('open', { error: 'open' }),
    keys({
      state: told(z.literal('open', { error: 'open' }), 'An incident must be open.'),
      maxAge: told(duration().default(hours(12)), "An older incident doesn't count.", { usual: '12h' }),
      openedBy: told(
        oneOf(['others', 'anyone'], 'others or anyone').default('others'),
        'Whether an incident that the caller opened counts: with `anyone` it does.',
        { usual: 'others' },
      ),
    }),
  ],
  { error: 'open, or { state: open, maxAge: 6h, openedBy: anyone }' },
);

const when = z.union(
  [
    z.literal('anyone', { error: 'anyone' }),
    keys({
      onCall: told(
        z.union([name, names], { error: 'own, a name under onCall, or a list of them' }).optional(),
        'On call for this target, or for any of a list. `own` is what the resource names under its `onCall`.',
        { usual: "it doesn't matter" },
      ),
      incident: told(
        incident.optional(),
        "An open incident of one of the resource's services, named by the caller or the only one, not opened by themselves.",
        { usual: "it doesn't matter" },
      ),
      member: told(
        z.union([name, names], { error: 'a name under groups, or a list of them' }).optional(),
        'A member of this group, or of any of a list.',
        { usual: "it doesn't matter" },
      ),
    }).meta({ minProperties: 1 }),
  ],
  { error: 'conditions (onCall, incident, member), or anyone' },
);

const PERSON_OR_GROUP = 'a name under people or groups';
const onCallOf = keys({ onCall: told(nameOf('a name under onCall'), 'Whoever is on call for this target when they agree.') });
const approver = z.union([name, onCallOf], { error: `${PERSON_OR_GROUP}, or { onCall: … }` });

const approve = z.union(
  [
    z.literal('none', { error: 'none' }),
    keys({
      by: told(
        z
          .union([name, onCallOf, listOf(approver, 'a list of people, groups and { onCall: … }')], {
            error: `${PERSON_OR_GROUP}, { onCall: … }, or a list of them`,
          })
          .optional(),
        'Who may agree: any of these. Whoever asks never counts.',
        { usual: "the resource's approvers" },
      ),
      count: told(approversCount.optional(), 'How many different people must agree.', { usual: OF_DEFAULTS }),
      within: told(duration().optional(), 'How long they have; then the request expires.', { usual: OF_DEFAULTS }),
      channel: told(channel('C0APPR').optional(), 'Where they are asked.', { usual: '`slack.approvalChannel`' }),
    }),
  ],
  { error: 'a map of by, count, within, channel, or none' },
);

const review = keys({
  by: told(
    z.union([name, names], { error: `${PERSON_OR_GROUP}, or a list of them` }).optional(),
    'Who may mark a grant as reviewed: people and groups of people of this file, never its holder.',
    { usual: 'the owners' },
  ),
  within: told(duration(hours(7 * 24)), 'When it should be done by.'),
});

/** How long a grant is: in the defaults and in a rule, with what is usual there. */
export function span(usual: { default: string; atMost: string }) {
  return keys({
    default: told(duration().optional(), 'How long a grant is where nobody says.', { usual: usual.default }),
    atMost: told(duration().optional(), 'The longest it may be, extensions included.', { usual: usual.atMost }),
  });
}

/** One rule of a resource or of a set. */
export const rule = keys({
  name: told(line, 'What people read when the rule decides. Another one than that of the other rules beside it.'),
  breakGlass: told(
    truth.optional(),
    'The rule counts only when the glass is broken (`/unlock db-prod break-glass`). It needs `approve`, or `approve: none` with a `review`.',
    { usual: 'false' },
  ),
  when: told(when, 'What must be so: all of it. `anyone` is every full member of the workspace.'),
  approve: told(approve.optional(), 'Who must agree before anything opens. `none` says that nobody has to.', { usual: 'nobody' }),
  review: told(review.optional(), 'Somebody else looks at each grant afterwards.', { usual: 'nobody' }),
  grant: told(
    span({ default: `${OF_DEFAULTS}, or atMost if that is less`, atMost: OF_DEFAULTS }).optional(),
    'How long its grants are.',
  ),
  outlives: told(
    listOf(oneOf(['shift', 'incident'], 'shift or incident'), 'a list of shift and incident').optional(),
    "What its grants don't end with. Otherwise a rule that asks who is on call ends with the shift, and one that asks for an incident soon after it is resolved.",
    { usual: 'none' },
  ),
  reason: told(
    z.literal('required', { error: 'required' }).optional(),
    'Whoever asks must say why. In an incident its title will do.',
    { usual: 'not required' },
  ),
  variables: told(listOf(variableName, 'a list of variables').optional(), "Only these of the resource's variables.", {
    usual: 'all of them',
  }),
  showFor: told(showFor.optional(), 'How long values stay on the screen.', { usual: OF_DEFAULTS }),
  maxReveals: told(maxReveals.optional(), 'How often one grant shows values.', { usual: OF_DEFAULTS }),
  graceAfterResolve: told(duration().optional(), 'How long its grants outlive their incident.', { usual: OF_DEFAULTS }),
  settled: told(
    settled.optional(),
    "Only where it asks who is on call: cover that wasn't planned this long ago needs a yes of the resource's approvers. `0m` lets any cover do.",
    { usual: OF_DEFAULTS },
  ),
});
