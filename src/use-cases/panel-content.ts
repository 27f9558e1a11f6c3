import { isOver, type KnownIncident } from '../domain/incident.ts';
import type { ChannelId } from '../domain/names.ts';
import { isForUnlocking, type Panel } from '../domain/panel.ts';
import type { Policy, Resource, TargetSource } from '../domain/policy.ts';
import { providerLabel } from '../domain/provider.ts';
import type { PanelContent } from '../ports/card-surface.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import { type OnCallSource, SourceUnavailable } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { askTarget } from './ask-target.ts';
import { openIncidentsOfPolicy } from './open-incidents.ts';
import { triedTo } from './source-answer.ts';

export interface PanelNeeds {
  store: Store;
  policy: PolicyHolder;
  /** A recent answer will do. */
  onCall: OnCallSource;
  incidents: IncidentSource;
}

const MOST_GRANTS = 10;
// Until then whoever is on call now has gone home.
const AHEAD = Temporal.Duration.from({ hours: 25 });

/** What the panel of that channel shows now; undefined where the channel isn't known. A source that fails is told, too. Throws StoreUnavailable. */
export async function panelContent(needs: PanelNeeds, channel: ChannelId): Promise<PanelContent | undefined> {
  const policy = needs.policy.current();
  const found = await needs.store.transaction(async (tx) => {
    const kept = await keptOf(tx, channel);
    return kept && { panel: { ...kept, resources: resourcesFor(policy, kept.incident), onCall: [] }, now: await tx.now() };
  });
  if (found && policy && isUnbound(found.panel)) {
    return { ...found, panel: { ...found.panel, choices: await choicesFor(needs.incidents, policy, found.panel) } };
  }
  // Who is on call matters while somebody can be let in.
  if (!found || !policy || !isForUnlocking(found.panel)) return found;
  const onCall = await whoIsOnCall(needs.onCall, policy, found.panel, found.now);
  return { ...found, panel: { ...found.panel, onCall, people: policy.people } };
}

async function keptOf(tx: Transaction, id: ChannelId): Promise<Omit<Panel, 'resources' | 'onCall'> | undefined> {
  const channel = await tx.incidents.channel(id);
  if (!channel) return undefined;
  const outages = await tx.outages.open();
  const incident = channel.bound && (await tx.incidents.byId(channel.bound.incidentId));
  if (!incident) return { channel, isReopened: false, grants: [], isCut: false, outages };
  const page = { offset: 0, limit: MOST_GRANTS };
  const { grants, more } = await tx.grants.list({ state: 'open', incident: incident.id }, page);
  const isReopened = !isOver(incident) && (await tx.cards.hasRecord(incident.id));
  return { channel, incident, isReopened, grants, isCut: more, outages };
}

async function choicesFor(source: IncidentSource, policy: Policy, { outages }: Panel): Promise<NonNullable<Panel['choices']>> {
  const outage = outages.find((one) => one.source === providerLabel({ provider: 'pagerduty' }));
  if (outage) return { known: false, source: outage.source, fault: outage.fault };
  return triedTo(openIncidentsOfPolicy(source, policy));
}

function isUnbound({ channel, incident }: Panel): boolean {
  return !incident && !channel.sharedAt && !channel.archivedAt;
}

// Those of that service before those of any.
function resourcesFor(policy: Policy | undefined, incident: KnownIncident | undefined): Resource[] {
  if (!policy || !incident) return [];
  const all = [...policy.resources.values()];
  const own = all.filter(({ services }) => services !== 'any' && services.includes(incident.service.id));
  return [...own, ...all.filter(({ services }) => services === 'any')];
}

async function whoIsOnCall(source: OnCallSource, policy: Policy, panel: Panel, now: Temporal.Instant): Promise<Panel['onCall']> {
  const rules = panel.resources.flatMap(({ rules }) => rules);
  const names = new Set(rules.flatMap(({ when }) => when.onCall ?? []));
  const targets = [...names].flatMap((name) => policy.targets.get(name) ?? []);
  const onCall = sparing(source, panel.outages);
  const window = { from: now, until: now.add(AHEAD) };
  return Promise.all(targets.map(async (target) => ({ target: target.name, said: await askTarget({ onCall }, target, window) })));
}

// Waiting for a source that is known not to answer would hold up every other card.
function sparing(source: OnCallSource, outages: Panel['outages']): OnCallSource {
  return {
    async shiftsOn(target: TargetSource, from, until) {
      const outage = outages.find((one) => one.source === providerLabel(target));
      if (outage) throw new SourceUnavailable(outage.source, outage.fault);
      return source.shiftsOn(target, from, until);
    },
  };
}
