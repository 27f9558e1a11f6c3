import { incidentLabel, type KnownIncident } from '../../../domain/incident.ts';
import { isForUnlocking, type Panel } from '../../../domain/panel.ts';
import { sayOnCall } from '../../../domain/say-on-call.ts';
import { type Reader, sayLastingTime, sayMoment } from '../../../domain/say-time.ts';
import type { PanelContent } from '../../../ports/card-surface.ts';
import { UNLOCK_BUTTONS } from './action-ids.ts';
import type { Block, Message } from './kit.ts';
import { boldLine, button, buttons, header, line, richText, smallPrint } from './parts.ts';
import { nameOf, sayWhatAndWhen } from './say-grant.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';
import { WHICH_INCIDENT, whichIncidentBlocks } from './which-incident-blocks.ts';

const SHARED =
  'This channel is shared with another workspace. Nothing can be unlocked from it, and what was unlocked from it has ended.';
const MOST_NAME = 60;

/** What is open in an incident's channel, and what can be opened, on the clocks of `timezone`. Where outsiders read it too, only that they do. */
export function panelMessage({ panel, now }: PanelContent, timezone: string): Message {
  if (panel.channel.sharedAt) return sharedPanelMessage();
  const { incident } = panel;
  if (!incident) return { text: WHICH_INCIDENT, blocks: whichIncidentBlocks(panel.choices) };
  const reader = { timezone, now };
  const title = `${incidentLabel(incident)} · ${visibleLine(incident.title, 130)}`;
  const blocks = [
    header(title),
    line(sayState(incident, reader)),
    ...(panel.isReopened ? [line('It was resolved before. What was open then stays locked: ask again.')] : []),
    ...(isForUnlocking(panel) ? unlocking(panel, incident, reader) : []),
    ...openGrants(panel, reader),
    ...smallPrint(`Times: ${timezone}`),
  ];
  return { text: escapeMrkdwn(`${title}: ${sayState(incident, reader)}`), blocks };
}

/** All that outsiders may read. */
export function sharedPanelMessage(): Message {
  return { text: SHARED, blocks: [boldLine(SHARED)] };
}

/** The same in place of any other card that stands there. */
export function notForOutsiders(): Message {
  const said = 'What stood here is not for other workspaces.';
  return { text: said, blocks: [line(said)] };
}

function sayState(incident: KnownIncident, reader: Reader): string {
  const { status, urgency, service, openedAt, resolvedAt } = incident;
  const what = `${visibleLine(urgency, 40)} urgency · ${visibleLine(service.name, 150)}`;
  switch (status) {
    case 'triggered':
      return `🔴 Triggered ${sayMoment(openedAt, reader)} · ${what}`;
    case 'acknowledged':
      return `🟠 Acknowledged, open since ${sayLastingTime(openedAt, reader)} · ${what}`;
    case 'resolved':
      return `✅ Resolved${resolvedAt ? ` ${sayMoment(resolvedAt, reader)}` : ''} · ${what}`;
    case 'gone':
      return "PagerDuty doesn't have it any more: it was deleted, or merged into another one.";
  }
}

function unlocking(panel: Panel, incident: KnownIncident, reader: Reader): Block[] {
  const { resources, onCall } = panel;
  const row = resources.slice(0, UNLOCK_BUTTONS.length).map(({ name }, index) => {
    return button(
      `Unlock ${visibleLine(name, MOST_NAME)}`,
      UNLOCK_BUTTONS[index] as string,
      name,
      index === 0 ? 'primary' : undefined,
    );
  });
  const more = resources.length - row.length;
  return [
    ...onCall.map(({ target, said }) => line(sayOnCall(target, said, reader, panel.people))),
    ...outages(panel, reader),
    ...(resources.length === 0
      ? [line(`No resource of the policy is for incidents of ${visibleLine(incident.service.name, 150)}.`)]
      : []),
    ...buttons('panel', ...row),
    ...smallPrint(more > 0 ? `${more} more by /unlock and a name.` : undefined),
  ];
}

function outages({ outages, resources }: Panel, reader: Reader): Block[] {
  const glass = resources.find(({ rules }) => rules.some(({ breakGlass }) => breakGlass));
  const left = glass && `What can't be checked is refused. The way out: /unlock ${glass.name} break-glass because …`;
  const silent = outages.map(({ source, since }) => `❗ ${source} hasn't answered since ${sayLastingTime(since, reader)}.`);
  return silent.length === 0 ? [] : [boldLine(silent.join(' ')), ...(left === undefined ? [] : [line(left)])];
}

function openGrants(panel: Panel, reader: Reader): Block[] {
  const { grants, isCut } = panel;
  if (grants.length === 0) return [line(isForUnlocking(panel) ? 'Nothing is open.' : '🔒 Everything is locked.')];
  const items = grants.map((grant) => {
    const glass = grant.breakGlass ? ' · 🚨 by break glass' : '';
    return `${sayWhatAndWhen(grant, reader)} · ${nameOf(grant.holder)}${glass}`;
  });
  const all = isCut ? [...items, 'and more: /grants all'] : items;
  const elements = all.map((text) => ({ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] }));
  const title = { type: 'text' as const, text: 'Open now', style: { bold: true } };
  return [richText({ type: 'rich_text_section', elements: [title] }, { type: 'rich_text_list', style: 'bullet', elements })];
}
