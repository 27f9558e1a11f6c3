import { expect, test } from 'vitest';
import { residents } from '../../src/sandbox/people.ts';
import { escapeMentions, escapeTyped } from '../../src/sandbox/slack/escape-typed.ts';

test.each([
  ['@bob and @Carol', '<@U02BOB|bob> and <@U03CAROL|carol>'],
  ['<@U02BOB|bob> is <@U02BOB>', '<@U02BOB|bob> is <@U02BOB>'],
  ['alice@example.com, @bobby, @', 'alice@example.com, @bobby, @'],
])('%s is sent as %s', (typed, sent) => {
  expect(escapeMentions(typed, residents())).toBe(sent);
});

test('a name that two have is nobody in particular, a handle is', () => {
  const [alice, bob] = residents();
  const namesakes = [alice!, bob!, { ...bob!, id: 'U0TWIN', handle: 'bob2' }];
  expect(escapeMentions('@bob @bob2', namesakes)).toBe('<@U02BOB|bob> <@U0TWIN|bob2>');
  expect(escapeMentions('@Robert', [alice!, { ...bob!, name: 'Robert' }, { ...bob!, name: 'Robert', id: 'U0TWIN' }])).toBe(
    '@Robert',
  );
});

test('what is typed at the keyboard is never markup', () => {
  expect(escapeTyped('<!channel> & <@bob>', residents())).toBe('&lt;!channel&gt; &amp; &lt;<@U02BOB|bob>&gt;');
});
