import { policyObject, serviceObject, userObject } from './objects.ts';
import { pageOf } from './query.ts';
import { notFound } from './refusal.ts';
import type { Route } from './route.ts';
import { subscriptionObject } from './webhook-body.ts';

function found<T>(one: T | undefined): T {
  if (one === undefined) throw notFound();
  return one;
}

/** A part of the name, or for a user of the address, whatever its case. */
function matching<T extends { name: string; email?: string }>(all: Iterable<T>, query: URLSearchParams): T[] {
  const part = (query.get('query') ?? '').toLowerCase();
  return [...all].filter(({ name, email = '' }) => name.toLowerCase().includes(part) || email.toLowerCase().includes(part));
}

export const accountRoutes: Route[] = [
  {
    method: 'GET',
    path: '/users',
    run: ({ state, query }) => pageOf('users', matching(state.users.values(), query).map(userObject), query),
  },
  { method: 'GET', path: '/users/:id', run: ({ state, id }) => ({ user: userObject(found(state.users.get(id))) }) },
  {
    method: 'GET',
    path: '/escalation_policies',
    run: ({ state, query }) => {
      const policies = matching(state.policies.values(), query).map((policy) => policyObject(state, policy));
      return pageOf('escalation_policies', policies, query);
    },
  },
  {
    method: 'GET',
    path: '/escalation_policies/:id',
    run: ({ state, id }) => ({ escalation_policy: policyObject(state, found(state.policies.get(id))) }),
  },
  {
    method: 'GET',
    path: '/services',
    run: ({ state, query }) => {
      const services = matching(state.services.values(), query).map((service) => serviceObject(state, service));
      return pageOf('services', services, query);
    },
  },
  {
    method: 'GET',
    path: '/webhook_subscriptions',
    run: ({ state, query }) => pageOf('webhook_subscriptions', [...state.subscriptions.values()].map(subscriptionObject), query),
  },
  {
    method: 'GET',
    path: '/services/:id',
    run: ({ state, id }) => ({ service: serviceObject(state, found(state.services.get(id))) }),
  },
];
