import { expect, test } from 'vitest';
import type { KnownIncident } from '../../src/domain/incident.ts';
import { anIncident } from '../builders/an-incident.ts';
import { type Make, START } from './under-test.ts';

const AGO = START.subtract({ seconds: 30 });

/** INC-42 as it was read at the start. */
function known(changed: Partial<KnownIncident> = {}): KnownIncident {
  return { ...anIncident(), readAt: START, ...changed };
}

export function incidentsContract(make: Make): void {
  test('an incident is found as it was read, whoever opened it', async () => {
    const { tx } = await make();
    const resolved = known({
      id: 'QOTHER',
      number: 43,
      status: 'resolved',
      resolvedAt: AGO,
      openedBy: { id: 'PALICE1', name: 'Alice Archer' },
    });
    expect(await tx((one) => one.incidents.byId('QINC042'))).toBeUndefined();
    expect(await tx((one) => one.incidents.keep(known()))).toEqual({});
    expect(await tx((one) => one.incidents.keep(resolved))).toEqual({});
    expect(await tx((one) => one.incidents.byId('QINC042'))).toEqual(known());
    expect(await tx((one) => one.incidents.byId('QOTHER'))).toEqual(resolved);
  });

  test('read again, it is as it is now, and what it was before is given back', async () => {
    const { tx } = await make();
    const later = known({
      number: 44,
      title: 'Replica lost',
      status: 'resolved',
      urgency: 'low',
      service: { id: 'PELSE', name: 'Elsewhere' },
      openedAt: AGO,
      resolvedAt: START,
      openedBy: { id: 'PBOB', name: 'Bob' },
      readAt: START.add({ seconds: 1 }),
    });
    await tx((one) => one.incidents.keep(known()));
    expect(await tx((one) => one.incidents.keep(later))).toEqual({ before: known() });
    expect(await tx((one) => one.incidents.byId('QINC042'))).toEqual(later);
    const reopened = known({ readAt: START.add({ seconds: 2 }) });
    expect(await tx((one) => one.incidents.keep(reopened))).toEqual({ before: later });
    expect(await tx((one) => one.incidents.byId('QINC042'))).toEqual(reopened);
  });

  test('what was read earlier doesn’t overwrite what was read later, at the same time it does', async () => {
    const { tx } = await make();
    await tx((one) => one.incidents.keep(known({ status: 'resolved', resolvedAt: START })));
    expect(await tx((one) => one.incidents.keep(known({ readAt: START.subtract({ microseconds: 1 }) })))).toBeUndefined();
    expect(await tx((one) => one.incidents.keepGone('QINC042', AGO))).toBeUndefined();
    expect(await tx((one) => one.incidents.byId('QINC042'))).toMatchObject({ status: 'resolved' });
    expect(await tx((one) => one.incidents.keep(known()))).toMatchObject({ before: { status: 'resolved' } });
    expect(await tx((one) => one.incidents.byId('QINC042'))).toEqual(known());
  });

  test('gone: everything else is kept as it was', async () => {
    const { tx } = await make();
    await tx((one) => one.incidents.keep(known()));
    const readAt = START.add({ seconds: 1 });
    expect(await tx((one) => one.incidents.keepGone('QINC042', readAt))).toEqual({ before: known() });
    expect(await tx((one) => one.incidents.byId('QINC042'))).toEqual(known({ status: 'gone', readAt }));
  });

  test('gone without ever having been read: nothing is kept of it', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.incidents.keepGone('QINC042', START))).toEqual({});
    expect(await tx((one) => one.incidents.byId('QINC042'))).toBeUndefined();
  });

  test('of two that read it at once each sees what the other kept, or was overtaken', async () => {
    const { tx } = await make();
    const readings = [START, START.add({ seconds: 1 })].map((readAt) => known({ readAt }));
    const [first, second] = await Promise.all(readings.map((one) => tx((each) => each.incidents.keep(one))));
    const isInOrder = first !== undefined && second?.before?.readAt.equals(START);
    const isOvertaken = first === undefined && second !== undefined && second.before === undefined;
    expect([isInOrder, isOvertaken]).toContain(true);
    expect(await tx((one) => one.incidents.byId('QINC042'))).toEqual(readings[1]);
  });
}
