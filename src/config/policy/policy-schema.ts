import * as z from 'zod';
import { parseDuration, writeDuration } from '../../domain/parse-duration.ts';
import type { Weekday } from '../../domain/policy.ts';
import { envFilePath, secretPath } from '../../domain/secret-path.ts';

// The shapes of nightlatch.yml, and the only place that lists its keys. A message of a leaf says what is allowed there, as a noun.

const hours = (count: number) => Temporal.Duration.from({ hours: count });
const LONGEST_REVIEW = hours(7 * 24);

/** Names that the commands or the rules give a meaning of their own. */
export const RESERVED_RESOURCES = [
  'for',
  'until',
  'in',
  'because',
  'help',
  'all',
  'mine',
  'history',
  'exposed',
  'break-glass',
  'breakglass',
];
export const RESERVED_TARGETS = ['own'];

const DURATION = 'a duration such as 90s, 30m, 4h or 1h30m';

function duration(longest = hours(24)) {
  return z.string({ error: DURATION }).transform((text, context) => {
    const reading = parseDuration(text, longest);
    if (reading.ok) return reading.duration;
    const messages = {
      'not-a-duration': `“${text}” is not ${DURATION}`,
      'not-positive': `${text} is not above zero`,
      'too-long': `${text} is over the limit of ${writeDuration(longest)}`,
    };
    context.addIssue({ code: 'custom', message: messages[reading.why], input: text });
    return z.NEVER;
  });
}

// An object that takes no other keys. Its message for one carries those that it does take, for `explainIssues`.
function keys<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known.join(' ') : `a map of ${known.join(', ')}`),
  });
}

function matching(shape: RegExp, error: string) {
  return z.string({ error }).regex(shape, { error });
}

function listOf<Item extends z.ZodType>(item: Item, error: string) {
  return z.array(item, { error }).min(1, { error });
}

function named<Value extends z.ZodType>(name: z.ZodType<string, string>, value: Value, what: string) {
  return z.record(name, value, { error: `a map of ${what}` });
}

function positive(most: number, error: string) {
  return z.int({ error }).min(1, { error }).max(most, { error });
}

const TIME_OF_DAY = 'a time of day from 00:00 to 23:59, such as 09:00';
const timeOfDay = matching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, TIME_OF_DAY).transform((text) => Temporal.PlainTime.from(text));

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const weekday = z
  .enum(WEEKDAYS, { error: 'a day of the week such as monday' })
  .transform((day) => (WEEKDAYS.indexOf(day) + 1) as Weekday);

const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;
const name = matching(NAME, 'a name of a to z, 0 to 9, - . _ (at most 40)');
const resourceName = matching(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name of a to z, 0 to 9 and - (at most 40)');
const variableName = matching(
  /^[A-Z][A-Z0-9_]{1,63}$/,
  'a name such as PGPASSWORD: a letter, then A to Z, 0 to 9 and _ (2 to 64)',
);
const line = matching(/^(?! )[^\p{Cc}\p{Cf}]{1,80}$/u, 'one line of at most 80 characters');
const pagerDutyId = matching(/^[A-Z0-9]{4,20}$/, 'a PagerDuty id such as PABC123');
const slackUser = matching(/^[UW][A-Z0-9]{2,20}$/, 'a Slack user id such as U01ALICE');
const names = listOf(name, 'a list of names');
const show = z.enum(['slack', 'terminal', 'never'], { error: 'slack, terminal or never' });
const showFor = duration(Temporal.Duration.from({ minutes: 5 }));
const maxReveals = positive(100, 'a whole number from 1 to 100');
const approversCount = positive(20, 'a whole number from 1 to 20');
const channel = (example: string) => matching(/^[CG][A-Z0-9]{2,20}$/, `a Slack channel id such as ${example}`);
const span = keys({ default: duration().optional(), atMost: duration().optional() });

const person = keys({
  slack: z.union([slackUser, listOf(slackUser, 'a list of Slack user ids')], {
    error: 'a Slack user id such as U01ALICE, or a list of them',
  }),
  pagerduty: pagerDutyId.optional(),
});

const group = z.union([names, keys({ slackUserGroup: matching(/^S[A-Z0-9]{2,20}$/, 'a Slack user group id such as S0LEADS') })], {
  error: 'a list of people, or { slackUserGroup: S… }',
});

const target = keys({
  pagerduty: keys({
    schedule: pagerDutyId.optional(),
    escalationPolicy: pagerDutyId.optional(),
    levels: positive(20, 'a whole number from 1 to 20').default(1),
    countPermanent: z.boolean({ error: 'true or false' }).default(false),
  }),
});

const incident = z.union(
  [
    z.literal('open', { error: 'open' }),
    keys({
      state: z.literal('open', { error: 'open' }),
      maxAge: duration().default(hours(12)),
      openedBy: z.enum(['others', 'anyone'], { error: 'others or anyone' }).default('others'),
    }),
  ],
  { error: 'open, or { state: open, maxAge: 6h, openedBy: anyone }' },
);

const when = z.union(
  [
    z.literal('anyone', { error: 'anyone' }),
    keys({
      onCall: z.union([name, names], { error: 'own, a name under onCall, or a list of them' }).optional(),
      incident: incident.optional(),
      member: z.union([name, names], { error: 'a name under groups, or a list of them' }).optional(),
    }),
  ],
  { error: 'conditions (onCall, incident, member), or anyone' },
);

const PERSON_OR_GROUP = 'a name under people or groups';
const onCallOf = keys({ onCall: matching(NAME, 'a name under onCall') });
const approver = z.union([name, onCallOf], { error: `${PERSON_OR_GROUP}, or { onCall: … }` });

const approve = z.union(
  [
    z.literal('none', { error: 'none' }),
    keys({
      by: z
        .union([name, onCallOf, listOf(approver, 'a list of people, groups and { onCall: … }')], {
          error: `${PERSON_OR_GROUP}, { onCall: … }, or a list of them`,
        })
        .optional(),
      count: approversCount.optional(),
      within: duration().optional(),
      channel: channel('C0APPR').optional(),
    }),
  ],
  { error: 'a map of by, count, within, channel, or none' },
);

const review = keys({
  by: z.union([name, names], { error: `${PERSON_OR_GROUP}, or a list of them` }).optional(),
  within: duration(LONGEST_REVIEW),
});

const rule = keys({
  name: line,
  breakGlass: z.boolean({ error: 'true or false' }).optional(),
  when,
  approve: approve.optional(),
  review: review.optional(),
  grant: span.optional(),
  outlives: listOf(z.enum(['shift', 'incident'], { error: 'shift or incident' }), 'a list of shift and incident').optional(),
  reason: z.literal('required', { error: 'required' }).optional(),
  variables: listOf(variableName, 'a list of variables').optional(),
  showFor: showFor.optional(),
  maxReveals: maxReveals.optional(),
  graceAfterResolve: duration().optional(),
});

const ruleList = listOf(rule, 'a list of rules');

const sealedPath = matching(secretPath, 'a path such as db-prod/url');

const envFile = matching(envFilePath, 'a file below the folder of env files, such as db-prod.env or db-prod.env#OTHER_NAME');

const variable = keys({ sealed: sealedPath.optional(), envFile: envFile.optional(), show: show.optional() });

const resource = keys({
  title: line.optional(),
  services: z
    .union([z.literal('any', { error: 'any' }), listOf(pagerDutyId, 'a list of PagerDuty service ids')], {
      error: 'a list of PagerDuty service ids, or any',
    })
    .optional(),
  onCall: z.union([name, names], { error: 'a name under onCall, or a list of them' }).optional(),
  approvers: matching(NAME, 'the name of one group').optional(),
  rules: z.union([name, ruleList], { error: "a set's name under rules, or a list of rules" }),
  variables: named(variableName, variable, 'variables').refine((variables) => Object.keys(variables).length > 0, {
    error: 'no variable is listed: a resource needs one at least',
  }),
  show: show.optional(),
});

const digest = keys({
  day: weekday.optional(),
  at: timeOfDay.optional(),
  officeHours: keys({
    days: listOf(weekday, 'a list of days such as monday').optional(),
    from: timeOfDay.optional(),
    to: timeOfDay.optional(),
  }).optional(),
});

const sections = {
  people: named(name, person, 'people').optional(),
  groups: named(name, group, 'groups').optional(),
  onCall: named(name, target, 'targets').optional(),
  rules: named(name, ruleList, 'sets of rules').optional(),
  resources: named(resourceName, resource, 'resources').optional(),
};

const INCLUDE = 'a list of files or globs such as policy/*.yml';

/** `nightlatch.yml` itself. */
export const mainFile = keys({
  version: z.literal(1, { error: '1' }),
  include: z.array(z.string({ error: INCLUDE }), { error: INCLUDE }).optional(),
  slack: keys({
    team: matching(/^T[A-Z0-9]{2,20}$/, 'a Slack team id such as T0123ABCD'),
    auditChannel: channel('C0AUDIT'),
    approvalChannel: channel('C0APPR'),
  }),
  defaults: keys({
    timezone: z.string({ error: 'a time zone such as Europe/Berlin' }).default('UTC'),
    showFor: showFor.optional(),
    graceAfterResolve: duration().optional(),
    maxReveals: maxReveals.optional(),
    grant: span.optional(),
    approve: keys({ count: approversCount.optional(), within: duration().optional() }).optional(),
  }).optional(),
  digest: digest.optional(),
  roles: keys({ owners: names, auditors: names.optional() }),
  ...sections,
});

/** A file that `include` names. */
export const includedFile = keys(sections);

export type MainFile = z.output<typeof mainFile>;
export type Sections = z.output<typeof includedFile>;
export type PersonInFile = z.output<typeof person>;
export type GroupInFile = z.output<typeof group>;
export type TargetInFile = z.output<typeof target>;
export type RuleInFile = z.output<typeof rule>;
export type VariableInFile = z.output<typeof variable>;
export type ResourceInFile = z.output<typeof resource>;
