import type { SourceItem } from '../domain/live-world.ts';
import { oneLine } from '../domain/one-line.ts';

/** A person of the policy who is an owner. */
export interface FirstOwner {
  name: string;
  slack: string;
  pagerduty?: string;
}

/** How its groups are called, and therefore no person. */
export const FIRST_GROUPS = ['approvers', 'responders'];

/** What a first policy is made of. Names are Slack's and PagerDuty's own, for the comments. */
export interface FirstPolicy {
  team: SourceItem;
  auditChannel: SourceItem;
  approvalChannel: SourceItem;
  /** IANA name. */
  timezone: string;
  /** The first person of the policy and its first owner. */
  owner: FirstOwner;
  /** With one there is a rule to break the glass: the first may, and the second reviews it. */
  secondOwner?: FirstOwner;
  /** A Slack user group of people who agree; the owners without one. */
  approvers?: SourceItem;
  target: SourceItem & { kind: 'schedule' | 'escalationPolicy' };
  service?: SourceItem;
  resource: string;
}

const COLUMN = 44;

/** The text of `nightlatch.yml`, commented, that opens one resource to whoever is on call. */
export function firstPolicy(chosen: FirstPolicy): string {
  return [...head(chosen), ...people(chosen), ...resource(chosen), ...ending(chosen)].join('\n');
}

function head({ team, auditChannel, approvalChannel, timezone }: FirstPolicy): string[] {
  return [
    '# Who may open what, when, and for how long. Made by `nightlatch init`; from now on it is yours.',
    '# `nightlatch policy check` says what is wrong in it, `nightlatch policy explain` what it gives whom; docs/policy.md lists every key.',
    '# Others than its owner may not write this file: a policy that they may is refused.',
    'version: 1',
    '',
    'slack:',
    said(`  team: ${id(team)}`, `only members of ${team.name} are served`),
    said(`  auditChannel: ${id(auditChannel)}`, `#${auditChannel.name}: every grant has its card there, without any value`),
    said(`  approvalChannel: ${id(approvalChannel)}`, `#${approvalChannel.name}: where somebody is asked to agree`),
    '',
    'defaults:',
    said(`  timezone: ${timezone}`, 'for times in channels; people see their own'),
    '',
  ];
}

function people(chosen: FirstPolicy): string[] {
  const owners = ownersOf(chosen);
  const names = owners.map(({ name }) => name).join(', ');
  const { approvers, owner, secondOwner } = chosen;
  return [
    '# Owners may revoke any grant and lock everything down. No role opens a resource. Two owners can lift each other’s lockdown.',
    'roles:',
    `  owners: [${names}]`,
    '',
    '# Rules use names, never ids. Whoever isn’t listed is known by their e-mail address, if Slack and PagerDuty have the same.',
    'people:',
    ...owners.map(personLine),
    '',
    'groups:',
    approvers === undefined
      ? said(`  approvers: [${names}]`, 'add others: whoever asks never counts')
      : said(`  approvers: { slackUserGroup: ${id(approvers)} }`, `@${approvers.name}; whoever asks never counts`),
    ...(secondOwner
      ? [said(`  responders: [${owner.name}]`, 'may break the glass: add others, but not all owners, who review')]
      : []),
    '',
  ];
}

function ownersOf({ owner, secondOwner }: FirstPolicy): FirstOwner[] {
  return [owner, ...(secondOwner ? [secondOwner] : [])];
}

function personLine({ name, slack, pagerduty }: FirstOwner): string {
  const ids = [`slack: ${word(slack)}`, ...(pagerduty === undefined ? [] : [`pagerduty: ${word(pagerduty)}`])];
  return `  ${name}: { ${ids.join(', ')} }`;
}

function resource({ target, service, resource: name, secondOwner }: FirstPolicy): string[] {
  const levels = target.kind === 'escalationPolicy' ? ', levels: 1' : '';
  return [
    '# What one can be on call for.',
    'onCall:',
    said(`  primary: { pagerduty: { ${target.kind}: ${id(target)}${levels} } }`, target.name),
    '',
    'resources:',
    said(`  ${name}:`, `/unlock ${name}`),
    ...(service ? [said(`    services: [${id(service)}]`, `${service.name}: incidents of it concern this resource`)] : []),
    '    onCall: primary',
    '    approvers: approvers',
    said('    rules:', 'from the top; the first whose conditions all hold decides'),
    ...(service ? incidentRule() : []),
    '      - name: on call, agreed',
    '        when: { onCall: own }',
    said('        approve: { count: 1 }', 'one of the approvers says yes'),
    '        grant: { default: 30m, atMost: 1h }',
    ...(secondOwner ? breakGlassRule(name) : []),
    '    variables:',
    said(`      DATABASE_URL: { sealed: ${name}/url }`, `its value: nightlatch secret set ${name}/url`),
    '',
  ];
}

const incidentRule = (): string[] => [
  '      - name: on call, incident open',
  '        when: { onCall: own, incident: open }',
  said('        grant: { default: 30m, atMost: 4h }', 'or until the shift ends or the incident is over, if that is sooner'),
];

// Asks no source, so that it holds while PagerDuty is away; but somebody, since nobody should find a door open that they didn't ask for.
const breakGlassRule = (resource: string): string[] => [
  said('      - name: break glass', `counts only when asked for: /unlock ${resource} break-glass`),
  '        breakGlass: true',
  '        when: { member: responders }',
  said('        approve: { by: approvers, within: 10m }', 'or none: the review alone, for when nobody else is awake'),
  said('        review: { within: 24h }', 'afterwards, by the owners, never by the holder'),
  '        grant: { default: 15m, atMost: 30m }',
];

function ending({ owner, secondOwner }: FirstPolicy): string[] {
  if (secondOwner) return [];
  return [
    '# For the night when the rules above can’t be checked, as when PagerDuty is away. Asked for by name, loud, and looked at afterwards by',
    '# somebody else. To have it, name a second owner, list those who may under groups, and put this as the last rule of the resource:',
    '#     - name: break glass',
    '#       breakGlass: true',
    `#       when: { member: responders }     # groups: { responders: [${owner.name}, …] }`,
    '#       approve: { by: approvers, within: 10m }   # or none: the review alone',
    '#       review: { within: 24h }          # by the owners, never by the holder',
    '#       grant: { default: 15m, atMost: 30m }',
    '',
  ];
}

function said(line: string, comment: string): string {
  return `${line.padEnd(COLUMN)}  # ${oneLine(comment, 90)}`;
}

function id(item: SourceItem): string {
  return word(item.id);
}

// Whatever a vendor calls an id: in YAML it must be nothing but a word.
function word(text: string): string {
  if (!/^[A-Z0-9]{2,32}$/.test(text)) throw new TypeError('an id of Slack or PagerDuty is of an unknown form');
  return text;
}
