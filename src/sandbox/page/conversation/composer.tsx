import { type KeyboardEvent, type ReactNode, useId } from 'react';
import type { ConversationOfPage, PageState, PersonOfPage } from '../../page-api.ts';
import { MenuButton } from '../blocks/menu-button.tsx';
import { type Called, call } from '../shell/calls.ts';
import { BoltIcon, SendIcon } from '../shell/icons.tsx';
import type { Draft } from './draft.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useTypedHistory } from './use-typed-history.ts';
import { useTyping } from './use-typing.ts';

interface ComposerProps {
  viewer: PersonOfPage;
  people: PersonOfPage[];
  conversation: ConversationOfPage;
  shortcuts: PageState['shortcuts'];
  draft: Draft | undefined;
  onDraftTaken: () => void;
  report: (called: Called) => void;
}

/** Where commands and messages are typed: Enter sends, arrow up brings back, a slash or an @ suggests. */
export function Composer(props: ComposerProps): ReactNode {
  const { viewer, conversation } = props;
  if (viewer.canAct && !conversation.archived) return <OpenComposer {...props} />;
  return (
    <p className="composer-closed" data-testid="composer-closed">
      {viewer.canAct
        ? `#${conversation.name} is archived. Nobody can write here.`
        : `${viewer.name} is ${viewer.part} and can't write here.`}
    </p>
  );
}

function OpenComposer({ viewer, people, conversation, shortcuts, draft, onDraftTaken, report }: ComposerProps): ReactNode {
  const isMine = draft?.as === viewer.id && draft.conversation === conversation.id;
  const typing = useTyping({ viewer, people }, isMine ? draft : undefined, onDraftTaken);
  const listId = useId();
  const { send, press } = useSending(typing, { as: viewer.id, channel: conversation.id }, report);
  const { suggestions, active } = typing;
  return (
    <div className="composer">
      <SuggestionList id={listId} suggestions={suggestions} active={active} choose={typing.put} />
      <div className="composer-row">
        <Shortcuts
          shortcuts={shortcuts}
          start={async (callbackId) => report(await call('shortcut', { as: viewer.id, callbackId }))}
        />
        <input
          ref={typing.ref}
          className="composer-field"
          data-testid="composer"
          aria-label={`Message ${conversation.name} as ${viewer.name}`}
          role="combobox"
          aria-expanded={suggestions.length > 0}
          aria-controls={listId}
          aria-activedescendant={active < 0 ? undefined : `${listId}-${active}`}
          aria-autocomplete="list"
          placeholder={viewer.hasCommands ? 'Message, or /unlock db-prod' : 'Message'}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="send"
          value={typing.text}
          onChange={({ target }) => typing.put(target.value)}
          onKeyDown={press}
          onBlur={typing.leave}
        />
        <button type="button" className="send" aria-label="Send" disabled={typing.text.trim() === ''} onClick={() => void send()}>
          <SendIcon />
        </button>
      </div>
    </div>
  );
}

interface ShortcutsProps {
  shortcuts: PageState['shortcuts'];
  start: (callbackId: string) => Promise<void>;
}

/** The app's global shortcuts, behind the lightning. */
function Shortcuts({ shortcuts, start }: ShortcutsProps): ReactNode {
  if (shortcuts.length === 0) return null;
  const items = shortcuts.map(({ callbackId, name }) => ({ key: callbackId, text: name }));
  return (
    <MenuButton label="Shortcuts" className="icon-button" items={items} choose={(key) => void start(key)}>
      <BoltIcon />
    </MenuButton>
  );
}

type Place = { as: string; channel: string };

function useSending(typing: ReturnType<typeof useTyping>, place: Place, report: (called: Called) => void) {
  const history = useTypedHistory(place);
  const send = async (): Promise<void> => {
    const text = typing.text.trim();
    if (text === '') return;
    history.add(text);
    typing.put('');
    const called = await call(text.startsWith('/') ? 'command' : 'say', { ...place, text });
    if (!called.ok) typing.restore(text);
    report(called);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const mayRecall = typing.text === '' || typing.recalled;
    if (typing.pressInList(event)) event.preventDefault();
    else if (event.key === 'Enter') {
      event.preventDefault();
      void send();
    } else if (event.key === 'ArrowUp' && mayRecall) {
      event.preventDefault();
      typing.put(history.older() ?? typing.text, true);
    } else if (event.key === 'ArrowDown' && typing.recalled) typing.put(history.newer(), true);
  };
  return { send, press };
}
