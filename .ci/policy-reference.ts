import { type SchemaNode, toldSchema } from '../src/config/policy/json-schema.ts';

const HEAD = `# The policy: \`nightlatch.yml\`

<!-- Made by \`npm run generate:docs\` from the schema that reads the file. Change it there. -->

Everything that Nightlatch may open, to whom, when and for how long, is in one file (and those that it includes). A key that isn't listed here is a mistake. Every mistake is told at once, with file and line:

\`\`\`text
$ nightlatch policy check
nightlatch.yml:14 rules.production[0].grant.atMost: mistake: 900h is over the limit of 24h
nightlatch.yml:31 rules.production[2]: warning: is never reached: “on call” above holds whenever this one does. Move it up, or take it out.
1 mistake, 1 warning: this policy would not be put in force.
\`\`\`

It needs no database and no network, and ends with 0, with 1 where there is a mistake, and with 2 where there is no file to check; \`--json\` is for other programs. A file with a mistake is never put in force: the policy that is stays.

Mistakes are keys, values and names that can't be, and rules whose approvers can never be enough. Once there are none, the check looks further:

| warnings | notes |
| --- | --- |
| rules that are never reached, and those for anyone that make the ones below pointless | rules that decide only where a source doesn't answer |
| resources that nobody can unlock, or of which nothing is ever shown | resources that breaking the glass alone opens |
| rules that hold for nobody, or give nothing that is shown | people whom a rule can't find on call |
| approvers who are on call, where usually too few are, or only whoever asks | as many approvers needed as only Slack knows of |
| no way to break the glass while a source is away; one that is long, that needs PagerDuty, or that only those review who may use it | no way to break the glass where nothing else need answer |
| targets that count a whole team, a single owner, anyone's incidents, services or access, grants that outlive shift or incident | groups, targets, sets of rules and people that nothing uses |

Editors complete and check the file with the schema that \`nightlatch policy schema\` prints (\`--included\` for files that \`include\` names). Keep it beside the policy and begin the file with \`# yaml-language-server: $schema=nightlatch.schema.json\`.

## How rules decide

The rules of a resource are read from the top.

- A rule with a false condition is passed over. The first whose conditions are all true decides: it opens at once, or it asks somebody.
- Where a source doesn't answer, its condition is **unknown**. Below a rule that is unknown nothing opens at once, but a rule with \`approve\` may still ask, and says what couldn't be checked.
- If none decides, the answer is no, with what would help.
- Rules with \`breakGlass: true\` count only when the glass is broken: \`/unlock db-prod break-glass\`. What the others would open at once comes first.

A grant ends at the time asked for, at \`atMost\`, with the shift where the rule asks who is on call, and soon after the incident is resolved where it asks for one: whichever comes first.

A duration is written \`90s\`, \`30m\`, \`4h\` or \`1h30m\`.
`;

const ROTATIONS = `## Files of rotations

Who is on call when, in files that \`rotations\` lists: for teams without PagerDuty, and for when it is down. They are part of the policy, of its hash and of the difference that is posted, and refused as it is: others than the owner may not write them, 1 MB each, no aliases. People go by their names under \`people\`. \`nightlatch rotation preview\` says who is on call when; \`nightlatch policy schema --rotations\` is for editors.

- Times are what the clocks of the zone show, without an offset. Each hand-off is counted from the anchor, so one that a change of the clocks moves doesn't move those after it.
- A hand-off that clocks skip is right after the gap; of one that they show twice the first counts. Of those in the next three years \`policy check\` warns.
- Whoever is on call until nine isn't at nine.
- An override is about whoever has the turn by the rotation, never about who stands in: two people swap by two overrides. Of two for the same person at the same time the one further down counts.`;

/** docs/policy.md: each section with what it is, an example from `example`, and its keys; `rotations` is that of their files. */
export function policyReference(example: string, rotations: string): string {
  const { properties = {}, required = [] } = toldSchema('main');
  const [plain, sections] = [false, true].map((isSection) =>
    Object.entries(properties).filter(([, node]) => isSectionNode(node) === isSection),
  );
  const top = `## The file itself\n\n${table((plain ?? []).map(([key, node]) => row(key, node, required.includes(key))))}`;
  const shown = (sections ?? []).map(([key, node]) => section(key, node, required.includes(key), example));
  return [HEAD, top, ...shown, rotationsSection(rotations)].join('\n');
}

function rotationsSection(example: string): string {
  const lines = example.split('\n').filter((line) => !line.startsWith('#'));
  return `${ROTATIONS}\n\n\`\`\`yaml\n${lines.join('\n').trim()}\n\`\`\`\n\n${table(rowsThroughLists(toldSchema('rotations'), ''))}`;
}

function isSectionNode(node: SchemaNode): boolean {
  return node.type === 'object';
}

function section(key: string, node: SchemaNode, isRequired: boolean, example: string): string {
  const value = node.additionalProperties || node;
  const names = node.propertyNames?.['x-allowed'];
  const said = [
    `${node.description}${isRequired ? ' Required.' : ''}`,
    names && `Each has ${names}.`,
    value !== node && value.anyOf && `Each is ${value['x-allowed']}.`,
  ];
  const rows = rowsOf(value.items ?? value, '');
  return `## \`${key}\`\n\n${said.filter(Boolean).join(' ')}\n\n\`\`\`yaml\n${exampleOf(key, example)}\n\`\`\`\n\n${table(rows)}`;
}

// The lines of a top-level key, which tests read as part of a whole policy.
function exampleOf(key: string, example: string): string {
  const lines = example.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (from < 0) throw new Error(`nightlatch.example.yml has no ${key}`);
  const length = lines.slice(from + 1).findIndex((line) => /^[^\s]/.test(line));
  return lines
    .slice(from, length < 0 ? undefined : from + 1 + length)
    .join('\n')
    .trimEnd();
}

/** The keys below `node` and those below them, each as a row. */
function rowsOf(node: SchemaNode, above: string): string[] {
  const shapes = [node, ...(node.anyOf ?? [])];
  const own = shapes.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, child]) => [
      row(`${above}${key}`, child, required.includes(key)),
      ...rowsOf(child, `${above}${key}.`),
    ]),
  );
  return node.additionalProperties ? [...own, ...rowsOf(node.additionalProperties, `${above}NAME.`)] : own;
}

/** The same, and those of the items of lists. */
function rowsThroughLists({ properties = {}, required = [] }: SchemaNode, above: string): string[] {
  return Object.entries(properties).flatMap(([key, child]) => [
    row(`${above}${key}`, child, required.includes(key)),
    ...rowsThroughLists(child.items ?? child, `${above}${key}${child.items ? '[]' : ''}.`),
  ]);
}

function row(key: string, node: SchemaNode, isRequired: boolean): string {
  const allowed = node.properties ? '' : (allowedIn(node) ?? '');
  const unless = isRequired ? '**required**' : (node['x-usual'] ?? '');
  return `| ${[`\`${key}\``, node.description ?? '', allowed, unless].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

// What a duration looks like is told once, at the top.
function allowedIn(node: SchemaNode): string | undefined {
  return node['x-most'] ? `a duration, at most ${node['x-most']}` : node['x-allowed'];
}

function table(rows: readonly string[]): string {
  return `| key | what it is | allowed | unless written |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}
