import * as z from 'zod';
import { envFilePath, secretPath } from '../../domain/secret-path.ts';
import { rule, span } from './rule-schema.ts';
import {
  approversCount,
  channel,
  channelPattern,
  duration,
  keys,
  line,
  listOf,
  matching,
  maxReveals,
  name,
  named,
  nameOf,
  names,
  oneOf,
  pagerDutyId,
  positive,
  settled,
  showFor,
  timeOfDay,
  told,
  truth,
  variableName,
  weekday,
} from './schema-parts.ts';

// The shapes of nightlatch.yml, with rule-schema.ts the only place that lists its keys. docs/policy.md and the JSON Schema are made from it.

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

const resourceName = matching(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name of a to z, 0 to 9 and - (at most 40)');
const slackUser = matching(/^[UW][A-Z0-9]{2,20}$/, 'a Slack user id such as U01ALICE');
const show = oneOf(['slack', 'terminal', 'never'], 'slack, terminal or never');

const person = keys({
  slack: told(
    z.union([slackUser, listOf(slackUser, 'a list of Slack user ids')], {
      error: 'a Slack user id such as U01ALICE, or a list of them',
    }),
    'Their account in Slack, or all of them: two accounts of one human belong under one name, so that nobody agrees to what they asked themselves.',
  ),
  pagerduty: told(pagerDutyId.optional(), 'Their user in PagerDuty, by which they are found on call.', {
    usual: 'whoever has the same e-mail address there, if that is sure',
  }),
});

const group = z.union(
  [
    names,
    keys({
      slackUserGroup: told(
        matching(/^S[A-Z0-9]{2,20}$/, 'a Slack user group id such as S0LEADS'),
        "The members of a user group in Slack, asked whenever it matters. Roles and reviews can't use it.",
      ),
    }),
  ],
  { error: 'a list of people, or { slackUserGroup: S… }' },
);

const pagerDutyTarget = keys({
  schedule: told(
    pagerDutyId.optional(),
    'A schedule of either kind. This, an escalation policy or a service, never two of them.',
  ),
  escalationPolicy: told(pagerDutyId.optional(), 'An escalation policy.'),
  service: told(pagerDutyId.optional(), 'A service: whatever escalation policy it has when it is asked.'),
  levels: told(
    positive(20).default(1),
    'How many of its levels count, from the first. A schedule that stands on the second level of its policy only needs 2.',
    { usual: '1' },
  ),
  countPermanent: told(truth.default(false), 'Whether entries without an end count: people who stand on a level by name.', {
    usual: 'false',
  }),
});

const rotationName = nameOf('the id of a rotation');

const target = keys({
  pagerduty: told(
    z
      .union([pagerDutyTarget, listOf(pagerDutyTarget, 'a list of schedules, escalation policies and services')], {
        error: 'a map of schedule, escalationPolicy or service, levels and countPermanent, or a list of them',
      })
      .optional(),
    'What it is in PagerDuty: being on call there is enough. Several are a list.',
    { usual: 'nothing' },
  ),
  rotation: told(
    z
      .union([rotationName, listOf(rotationName, 'a list of ids of rotations')], {
        error: 'the id of a rotation, or a list of them',
      })
      .optional(),
    'A rotation of a file under `rotations`, or any of a list: being on call by it is enough too.',
    { usual: 'nothing' },
  ),
  fallback: told(
    keys({
      pagerduty: told(pagerDutyTarget.optional(), 'In PagerDuty. This or `rotation`.'),
      rotation: told(rotationName.optional(), 'A rotation of a file.'),
    }).optional(),
    'What is asked in the place of a source that fails, and only then. Cards and the log say so. Once the source answers again it counts: what somebody has by the fallback ends if they are not on call there. `PAGERDUTY_TOKEN=none` is no failure: nothing is asked in its place.',
    { usual: "nothing: what a source doesn't say stays unknown" },
  ),
});

const ruleList = listOf(rule, 'a list of rules');

const sealedPath = matching(secretPath, 'a path such as db-prod/url');
const envFile = matching(envFilePath, 'a file below the folder of env files, such as db-prod.env or db-prod.env#OTHER_NAME');

const variable = keys({
  sealed: told(
    sealedPath.optional(),
    'The value is sealed in the database: `nightlatch secret set db-prod/url`. This or `envFile`.',
  ),
  envFile: told(envFile.optional(), "The value is in a file on the host, under the variable's name or the one after #."),
  show: told(show.optional(), 'Where it may be seen: in a window of Slack, in a terminal only, or not at all.', {
    usual: 'that of the resource',
  }),
});

const NO_VARIABLE = 'no variable is listed: a resource needs one at least';

const resource = keys({
  title: told(line.optional(), 'What people read.', { usual: 'its name' }),
  services: told(
    z
      .union([z.literal('any', { error: 'any' }), listOf(pagerDutyId, 'a list of PagerDuty service ids')], {
        error: 'a list of PagerDuty service ids, or any',
      })
      .optional(),
    'The services in PagerDuty whose incidents concern it. Needed where one of its rules asks for an incident.',
    { usual: 'none' },
  ),
  onCall: told(
    z.union([name, names], { error: 'a name under onCall, or a list of them' }).optional(),
    'What `own` means in its rules: a target, or any of a list.',
    { usual: 'none' },
  ),
  approvers: told(
    nameOf('the name of one group').optional(),
    "The group that agrees where a rule asks and doesn't say who. Its members may also see the details of its grants and revoke them.",
    { usual: 'none' },
  ),
  rules: told(
    z.union([name, ruleList], { error: "a set's name under rules, or a list of rules" }),
    'A set of rules by its name, or rules of its own.',
  ),
  variables: told(
    named(variableName, told(variable, 'Where its value is, and where it may be seen.'), 'variables').refine(
      (variables) => Object.keys(variables).length > 0,
      { error: NO_VARIABLE, params: { unquoted: NO_VARIABLE } },
    ),
    'Its environment variables, one at least.',
    { minProperties: 1 },
  ),
  show: told(show.optional(), "The same for all its variables that don't say otherwise.", { usual: 'slack' }),
});

const digest = keys({
  day: told(weekday.optional(), 'The day on which it is posted, about the seven days before.', { usual: 'monday' }),
  at: told(timeOfDay.optional(), 'When, in the time zone of the defaults.', { usual: '09:00' }),
  officeHours: told(
    keys({
      days: told(listOf(weekday, 'a list of days such as monday').optional(), 'Working days.', { usual: 'monday to friday' }),
      from: told(timeOfDay.optional(), 'When they begin.', { usual: '08:00' }),
      to: told(timeOfDay.optional(), 'When they end; later than they begin.', { usual: '18:00' }),
    }).optional(),
    'What is outside of them is off-hours.',
  ),
});

const sections = {
  people: told(
    named(name, person, 'people').optional(),
    "The people that rules name. Whoever isn't listed goes by their Slack account.",
  ),
  groups: told(
    named(name, group, 'groups').optional(),
    "Groups of these people, or user groups of Slack. A group's name is no person's.",
  ),
  onCall: told(named(name, target, 'targets').optional(), 'What one can be on call for.'),
  rules: told(
    named(name, ruleList, 'sets of rules').optional(),
    'Sets of rules that resources share. A resource may have rules of its own instead; they look the same.',
  ),
  resources: told(named(resourceName, resource, 'resources').optional(), 'What is locked. `/unlock` goes by their names.'),
};

const INCLUDE = 'a list of files or globs such as policy/*.yml';
const ROTATIONS = 'a list of files or globs such as rotations/*.yml';

/** `nightlatch.yml` itself. */
export const mainFile = keys({
  version: told(z.literal(1, { error: '1' }), 'The version of this format.'),
  include: told(
    z.array(z.string({ error: INCLUDE }), { error: INCLUDE }).optional(),
    'More files beside this one, or one folder below it. They may hold people, groups, onCall, rules and resources; names must differ over all files.',
    { usual: 'none' },
  ),
  rotations: told(
    z.array(z.string({ error: ROTATIONS }), { error: ROTATIONS }).optional(),
    'Files with rotations, beside this one or one folder below it: who is on call when, for teams without PagerDuty and for when it is down.',
    { usual: 'none' },
  ),
  slack: told(
    keys({
      team: told(
        matching(/^T[A-Z0-9]{2,20}$/, 'a Slack team id such as T0123ABCD'),
        'The workspace. Only its members are served.',
      ),
      auditChannel: told(
        channel('C0AUDIT'),
        'Every grant has its card there, without any value, and the digest is posted there.',
      ),
      approvalChannel: told(
        channel('C0APPR'),
        'Where people are asked to agree, unless a rule names another channel or they are asked in the channel of an incident.',
      ),
      incidentChannels: told(
        listOf(channelPattern, 'a list of channel names such as inc-*').optional(),
        'Channels that are about an incident, by their names: Nightlatch comes into public ones by itself, and goes by the number in the name, else asks once.',
        { usual: 'none' },
      ),
    }),
    'The workspace and its channels.',
  ),
  defaults: told(
    keys({
      timezone: told(
        z.string({ error: 'a time zone such as Europe/Berlin' }).default('UTC'),
        'For times in channels and for the digest; people see their own.',
        { usual: 'UTC' },
      ),
      showFor: told(showFor.optional(), 'How long values stay on the screen.', { usual: '60s' }),
      graceAfterResolve: told(duration().optional(), 'How long a grant outlives its incident.', { usual: '15m' }),
      settled: told(
        settled.optional(),
        "Cover that wasn't planned this long ago, as when somebody puts themselves on call, opens nothing by itself: somebody must agree. `0m` lets any cover do.",
        { usual: '15m' },
      ),
      maxReveals: told(maxReveals.optional(), 'How often one grant shows values.', { usual: '10' }),
      grant: told(span({ default: '30m, or atMost if that is less', atMost: '1h' }).optional(), 'How long grants are.'),
      approve: told(
        keys({
          count: told(approversCount.optional(), 'How many different people must agree.', { usual: '1' }),
          within: told(duration().optional(), 'How long they have; then the request expires.', { usual: '15m' }),
        }).optional(),
        'Where somebody must agree.',
      ),
    }).optional(),
    'What rules take where they say nothing themselves.',
  ),
  digest: told(digest.optional(), 'The weekly digest in the audit channel.'),
  roles: told(
    keys({
      owners: told(
        names,
        "They may revoke any grant, review, and begin or lift a lockdown. Name two: who began a lockdown can't lift it.",
      ),
      auditors: told(names.optional(), 'They may read everything and change nothing.', { usual: 'nobody' }),
    }),
    'People or groups of people of this very file; no included file can make anyone an owner. No role opens a resource or skips an approval.',
  ),
  ...sections,
});

/** A file that `include` names. */
export const includedFile = keys(sections);

export type MainFile = z.output<typeof mainFile>;
export type Sections = z.output<typeof includedFile>;
export type SectionName = keyof Sections;
export type PersonInFile = z.output<typeof person>;
export type GroupInFile = z.output<typeof group>;
export type TargetInFile = z.output<typeof target>;
export type PagerDutyInFile = z.output<typeof pagerDutyTarget>;
export type RuleInFile = z.output<typeof rule>;
export type VariableInFile = z.output<typeof variable>;
export type ResourceInFile = z.output<typeof resource>;
