import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BREAK_GLASS, blockOf, FIELDS, formIn } from '../../../src/adapters/slack/blocks/form-fields.ts';
import type { Block } from '../../../src/adapters/slack/blocks/kit.ts';
import { type FormContent, unlockFormWindow } from '../../../src/adapters/slack/blocks/unlock-form-window.ts';
import { emptyForm, type UnlockForm } from '../../../src/domain/unlock-form.ts';
import { aResource, aRule } from '../../builders/a-policy.ts';
import { anIncident } from '../../builders/an-incident.ts';
import { brokenLimits } from './broken-limits.ts';
import { wordsIn } from './words-in.ts';

const GLASS = aRule({ breakGlass: true });
const content = (given: Partial<FormContent> = {}): FormContent => ({
  resources: [
    aResource(),
    aResource({ name: 'payments-db', title: 'Payments', rules: [aRule({ reasonRequired: true }), GLASS] }),
  ],
  form: emptyForm('db-prod'),
  incidents: { known: true, value: [anIncident()] },
  metadata: '{}',
  ...given,
});
const ids = (given: Partial<FormContent> = {}) =>
  unlockFormWindow(content(given)).blocks.flatMap((block) => (block.type === 'input' ? [block.block_id] : []));
const input = (id: string, given: Partial<FormContent> = {}) => {
  const found = unlockFormWindow(content(given)).blocks.find((block) => block.block_id === id);
  if (found?.type !== 'input') throw new Error(`no ${id}`);
  return found as Extract<Block, { type: 'input' }>;
};

test('before a resource is chosen nothing else is asked', () => {
  expect(ids({ form: emptyForm() })).toEqual(['resource']);
  expect(input('resource', { form: emptyForm() })).toMatchObject({ dispatch_action: true, optional: false });
});

test('then what goes with it is, and only the resource is a must', () => {
  const all = ['resource', 'variables:db-prod', 'time', 'incident:db-prod', 'reason'];
  expect(ids()).toEqual(all);
  expect(all.filter((id) => !input(id).optional)).toEqual(['resource']);
  expect(input('variables:db-prod').element).toMatchObject({ placeholder: { text: 'All that the rule gives' } });
  expect(input('incident:db-prod').element).toMatchObject({
    options: [{ value: 'INC-42', text: { text: 'INC-42 · Replica lag' } }],
  });
});

test('a reason is a must where every rule wants one, break glass is offered where a rule knows it', () => {
  const form = emptyForm('payments-db');
  expect(input('reason', { form }).optional).toBe(false);
  expect(ids({ form }).at(-1)).toBe('break-glass:payments-db');
});

test('while incidents are looked for it says so, when none is open too, and when the source is away one may be typed', () => {
  const blocks = (given: Partial<FormContent>) => wordsIn(unlockFormWindow(content(given)));
  expect(blocks({ incidents: 'asking' })).toContain('Looking for open incidents…');
  expect(blocks({ incidents: { known: true, value: [] } })).toContain('No incident of db-prod is open.');
  const away = { incidents: { known: false, source: 'PagerDuty', fault: 'timeout' } } as const;
  expect(ids(away)).toContain('incident-typed:db-prod');
  expect(input('incident-typed:db-prod', away).hint?.text).toContain("PagerDuty didn't answer");
});

test('the incident that was asked for stays chosen before it is known, and when it is not among the open ones', () => {
  const form = { ...emptyForm('db-prod'), incident: 'INC-7' };
  for (const incidents of ['asking', { known: true, value: [anIncident()] }] as const)
    expect(input('incident:db-prod', { form, incidents }).element).toMatchObject({ initial_option: { value: 'INC-7' } });
});

test('of more than a hundred resources the rest is to be typed, and the chosen one is always there', () => {
  const resources = Array.from({ length: 103 }, (_, n) => aResource({ name: `r-${n}`, title: `r-${n}` }));
  const given = { resources, form: emptyForm('r-102') };
  expect(input('resource', given).element).toMatchObject({ initial_option: { value: 'r-102' } });
  expect(wordsIn(unlockFormWindow(content(given)))).toContain("3 more don't fit in here: type /unlock and the name.");
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 5000, size: 'max' }),
  fc.constant(''),
);
const anyForm: fc.Arbitrary<UnlockForm> = fc.record({
  resource: fc.oneof(anyText, fc.constantFrom('db-prod', 'payments-db')),
  variables: fc.array(fc.oneof(anyText, fc.constantFrom('DATABASE_URL', 'PGPASSWORD'))),
  time: anyText,
  incident: fc.oneof(fc.constantFrom('', 'INC-42', 'QINC042', 'INC-7')),
  reason: anyText,
  breakGlass: fc.boolean(),
});
const anyIncidents = fc.oneof(
  fc.constantFrom('asking' as const, { known: false, source: 'PagerDuty', fault: 'timeout' } as const),
  fc
    .uniqueArray(fc.record({ number: fc.nat(), title: anyText }), { maxLength: 120, selector: ({ number }) => number })
    .map((all) => ({
      known: true as const,
      value: all.map((one) => anIncident({ ...one, id: `Q${one.number}` })),
    })),
);

test('the form keeps within the limits, whatever is in it', () => {
  fc.assert(
    fc.property(anyForm, anyIncidents, anyText, (form, incidents, title) => {
      const resources = [aResource(), aResource({ name: 'payments-db', title, rules: [GLASS] })];
      const window = unlockFormWindow(content({ resources, form, incidents, because: `${title}x` }));
      expect(brokenLimits(window)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('what stands in its fields is read back, and only of the resource that is chosen', () => {
  const fields = new Map<string, string | string[]>([
    [FIELDS.resource(), 'db-prod'],
    [FIELDS.variables('db-prod'), ['PGPASSWORD']],
    [FIELDS.variables('payments-db'), ['OTHER']],
    [FIELDS.time(), '30m'],
    [FIELDS.incidentTyped('db-prod'), 'INC-42'],
    [FIELDS.incident('payments-db'), 'INC-7'],
    [FIELDS.reason(), 'lag'],
    [FIELDS.breakGlass('db-prod'), [BREAK_GLASS]],
  ]);
  expect(formIn(fields)).toEqual({
    resource: 'db-prod',
    variables: ['PGPASSWORD'],
    time: '30m',
    incident: 'INC-42',
    reason: 'lag',
    breakGlass: true,
  });
  expect(formIn(new Map())).toEqual(emptyForm());
});

test('a mistake is said at a block that is there', () => {
  const fields = new Map([
    [FIELDS.resource(), 'db-prod'],
    [FIELDS.incidentTyped('db-prod'), ''],
  ]);
  expect(blockOf('incident', fields)).toBe('incident-typed:db-prod');
  for (const field of ['resource', 'variables', 'time', 'reason'] as const) expect(blockOf(field, fields)).toBe('resource');
});
