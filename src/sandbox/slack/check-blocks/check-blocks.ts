import { randomBytes } from 'node:crypto';
import { isJsonObject } from '../../json.ts';
import type { Block } from '../../page-api.ts';
import { blockRules, type Surface } from './blocks.ts';
import { Findings } from './findings.ts';

const mostBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
const mostCharts = 2;

/** What Slack would object to in these blocks on that surface; empty when nothing. */
export function checkBlocks(blocks: unknown, surface: Surface, at = '/blocks'): string[] {
  const findings = new Findings();
  if (!Array.isArray(blocks)) return ['must provide an array [json-pointer:/blocks]'];
  if (blocks.length > mostBlocks[surface]) findings.add(`no more than ${mostBlocks[surface]} items allowed`, at);
  const ids = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    checkBlock(block, surface, `${at}/${index}`, findings);
    const id = isJsonObject(block) ? block.block_id : undefined;
    if (id !== undefined && ids.has(id)) findings.add(`\`block_id\` "${id}" already exists`, `${at}/${index}/block_id`);
    ids.add(id);
  }
  const charts = blocks.filter((block) => isJsonObject(block) && block.type === 'data_visualization');
  if (charts.length > mostCharts) findings.add(`no more than ${mostCharts} data_visualization blocks allowed`, at);
  return findings.messages;
}

function checkBlock(block: unknown, surface: Surface, at: string, findings: Findings): void {
  if (!isJsonObject(block)) {
    findings.add('must provide an object', at);
    return;
  }
  const type = String(block.type);
  const rule = Object.hasOwn(blockRules, type) ? blockRules[type] : undefined;
  if (rule?.on.includes(surface)) rule.check(block, at, findings);
  else findings.add(`unsupported type: ${type}`, `${at}/type`);
}

/** The blocks with the ids that Slack gives where the app gave none. */
export function withIds(blocks: Block[]): Block[] {
  return blocks.map((block) => {
    const named: Block = { ...block, block_id: block.block_id ?? shortId() };
    if (isJsonObject(named.accessory)) named.accessory = withActionId(named.accessory);
    if (isJsonObject(named.element)) named.element = withActionId(named.element);
    if (named.type === 'actions' && Array.isArray(named.elements)) named.elements = named.elements.map(withActionId);
    return named;
  });
}

function withActionId(element: Record<string, unknown>): Record<string, unknown> {
  return element.type === 'image' ? element : { ...element, action_id: element.action_id ?? shortId() };
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
