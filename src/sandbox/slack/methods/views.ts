import type { JsonObject } from '../../json.ts';
import type { Arguments } from '../arguments.ts';
import { checkView } from '../check-view.ts';
import type { Method, SlackState } from '../method.ts';
import { invalidArguments, SlackRefusal } from '../refusal.ts';
import { type View, type ViewContent, viewObject } from '../view.ts';

function answer(view: View, { workspace }: SlackState): JsonObject {
  return { view: viewObject(view, workspace) };
}

function content(args: Arguments, surface: 'modal' | 'home'): ViewContent {
  args.required('view');
  return checkView(args.structure('view', 'invalid_arguments'), surface);
}

function trigger(args: Arguments): string {
  return args.text('trigger_id') ?? args.required('interactivity_pointer');
}

export const viewMethods: Record<string, Method> = {
  'views.open': {
    perMinute: 100,
    run(args, state) {
      const id = trigger(args);
      const view = content(args, 'modal');
      return answer(state.views.open(state.triggers.exchange(id).user, view), state);
    },
  },
  'views.push': {
    perMinute: 100,
    run(args, state) {
      const id = trigger(args);
      const view = content(args, 'modal');
      const { user, view: from } = state.triggers.exchange(id);
      const onto = from === undefined ? undefined : state.views.byId(from);
      if (onto === undefined || !onto.open || onto.type !== 'modal') throw new SlackRefusal('not_found');
      return answer(state.views.push(user, view, onto), state);
    },
  },
  'views.update': {
    perMinute: 100,
    run(args, state) {
      const viewId = args.text('view_id');
      const externalId = args.text('external_id');
      if (viewId === undefined && externalId === undefined)
        throw invalidArguments(['missing required field: view_id or external_id']);
      if (viewId !== undefined && externalId !== undefined)
        throw invalidArguments(['only one of view_id and external_id is allowed']);
      const by = { ...(viewId === undefined ? {} : { viewId }), ...(externalId === undefined ? {} : { externalId }) };
      return answer(state.views.update(by, content(args, 'modal'), args.text('hash')), state);
    },
  },
  'views.publish': {
    perMinute: 100,
    run(args, state) {
      const person = state.workspace.people.get(args.required('user_id'));
      if (person === undefined || person.bot || person.stranger) throw invalidArguments(['invalid `user_id`']);
      if (!state.workspace.hasHomeTab) throw new SlackRefusal('not_enabled');
      return answer(state.views.publish(person.id, content(args, 'home'), args.text('hash')), state);
    },
  },
};
