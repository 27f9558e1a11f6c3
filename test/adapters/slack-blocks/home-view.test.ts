import { describe, expect, test } from 'vitest';
import { homeView } from '../../../src/adapters/slack/blocks/home-view.ts';
import type { HomeContent } from '../../../src/ports/card-surface.ts';
import { aPendingRequest } from '../../builders/a-pending-request.ts';
import { aResource } from '../../builders/a-policy.ts';
import { aGrant, aResource as aSlackResource, NOW } from './a-grant.ts';
import { brokenLimits } from './broken-limits.ts';
import { buttonsIn, wordsIn } from './words-in.ts';

type Home = Exclude<HomeContent['home'], string>;

const nothing: Home = { unlockable: [], grants: [], waiting: [], toApprove: [] };
const drawn = (home: HomeContent['home']) => homeView({ home, now: NOW }, 'Europe/Berlin', () => aResource());
const request = aPendingRequest({ madeAt: NOW });
const idOf = (n: number) => `019aa0c0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const lots = <T>(count: number, one: (id: string) => T) => Array.from({ length: count }, (_, n) => one(idOf(n)));

describe('the home tab', () => {
  test('lists what one holds, must approve, asked for and can unlock, each with its buttons', () => {
    const grant = aGrant({ endsBecause: 'asked', endsAt: NOW.add({ minutes: 30 }) });
    const home = { unlockable: [aResource()], grants: [grant], waiting: [request], toApprove: [request] };
    expect(wordsIn(drawn(home)).split('\n')).toEqual([
      'What you hold',
      '🔓 db-prod until 03:47 (30 min) · No value shown yet',
      'DATABASE_URL and PGPASSWORD',
      '[Show values][Extend][Give back]',
      'Waiting for your yes',
      'Alice wants db-prod for 1 h:replica lag0 of 1 has agreed · answer by 03:32',
      '[Approve][Deny][Details]',
      'You asked for',
      'db-prod for 1 h:replica lagAsked Bob and Carol. 0 of 1 has agreed · answer by 03:32',
      '[Withdraw]',
      'What there is to unlock',
      'db-prod · Production database[Unlock]',
      'Times are on your clock (Europe/Berlin).',
    ]);
  });

  test('says what still waits though all have agreed, or nobody had to', () => {
    const by = { personId: 'p', name: 'Bob', slackId: 'U02BOB', at: NOW, by: 'click' } as const;
    const unanswered = { source: 'PagerDuty', fault: 'timeout', about: 'on-call' } as const;
    const agreed = { ...request, approvals: [by], waitsFor: { kind: 'source', unanswered } } as const;
    expect(wordsIn(drawn({ ...nothing, waiting: [agreed] }))).toContain(
      'Approved by Bob at 03:17. Waiting for PagerDuty, tried again until 03:32.',
    );
    const next = {
      ...request,
      eligible: [],
      terms: { ...request.terms, count: 0 },
      waitsFor: { kind: 'old-end', at: NOW },
    } as const;
    expect(wordsIn(drawn({ ...nothing, waiting: [next] }))).toContain(
      'Nobody has to approve it. It begins at 03:17, when the present grant ends.',
    );
  });

  test('names what is clicked by its id, and the resource by its name', () => {
    const home = { unlockable: [aResource()], grants: [aGrant()], waiting: [request], toApprove: [request] };
    expect(buttonsIn(drawn(home)).map(({ action, value }) => [action, value])).toEqual([
      ['show_values', aGrant().id],
      ['give_back', aGrant().id],
      ['approve', request.id],
      ['deny', request.id],
      ['details', request.id],
      ['withdraw', request.id],
      ['open_form', 'db-prod'],
    ]);
  });

  test('offers no values of what one holds that Slack does not show', () => {
    const hidden = aSlackResource('db-prod', { DATABASE_URL: 'terminal', PGPASSWORD: 'never' });
    const view = homeView({ home: { ...nothing, grants: [aGrant()] }, now: NOW }, 'Europe/Berlin', () => hidden);
    expect(buttonsIn(view).map(({ label }) => label)).toEqual(['Give back']);
    expect(wordsIn(view)).toContain('DATABASE_URL and PGPASSWORD, not shown in Slack');
  });

  test('says when there is nothing', () => {
    expect(wordsIn(drawn(nothing)).split('\n').slice(0, 2)).toEqual(['What you hold', 'Nothing right now.']);
  });

  test('shows an outsider one line', () => {
    expect(wordsIn(drawn('outsider'))).toBe('This works only for full members of this workspace.');
    expect(drawn('outsider').blocks).toHaveLength(1);
  });

  test('without a policy says so', () => {
    expect(wordsIn(drawn('no-policy'))).toBe(
      "There's no policy in force, so nothing can be unlocked.\nWhile it changes, that lasts a second or two: try again. If it stays so, tell whoever runs Nightlatch.",
    );
  });

  test('a grant behind broken glass looks like it', () => {
    const review = { by: ['carol'], dueAt: NOW.add({ hours: 24 }) };
    expect(wordsIn(drawn({ ...nothing, grants: [aGrant({ breakGlass: true, review })] }))).toContain(
      '🚨 Break glass · review by Mon 23 Nov 03:17 (carol) · DATABASE_URL and PGPASSWORD',
    );
  });
});

describe('a home tab with more than fits', () => {
  const full: Home = {
    unlockable: lots(400, (id) => aResource({ name: `r-${id}` })),
    grants: lots(5, (id) => aGrant({ id, endsBecause: 'asked', breakGlass: true })),
    waiting: lots(40, (id) => aPendingRequest({ id, madeAt: NOW })),
    toApprove: lots(20, (id) => aPendingRequest({ id: id.replace('019a', '019b'), madeAt: NOW })),
  };

  test('keeps within the limits, shows some of everything and counts the rest', () => {
    const view = drawn(full);
    expect(brokenLimits(view)).toEqual([]);
    expect(view.blocks.length).toBeLessThanOrEqual(100);
    const words = wordsIn(view);
    expect(words).toContain('and 10 more\nYou asked for');
    expect(words).toContain('and 34 more\nWhat there is to unlock');
    const resources = buttonsIn(view).filter(({ action }) => action === 'open_form').length;
    expect(resources).toBeGreaterThan(30);
    expect(words).toContain(`and ${400 - resources} more\nTimes`);
  });

  test('shows as many resources as Slack takes where there is little else', () => {
    const view = drawn({ ...nothing, unlockable: full.unlockable });
    expect(view.blocks).toHaveLength(100);
    expect(brokenLimits(view)).toEqual([]);
  });
});
