import { describe, expect, test } from 'vitest';
import type { Channels, SeenChannel } from '../../src/ports/channels.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** Slack's channels, and the levers of their world. */
export interface ChannelsWorld extends AsyncDisposable {
  channels: Channels;
  /** There is this channel, called `inc-42`. */
  given(id: string, seen: Partial<SeenChannel> & { isPrivate?: boolean }): void;
  goesDown(): void;
}

export function channelsContract(of: string, make: () => Promise<ChannelsWorld>): void {
  describe(`channels of ${of}`, () => {
    test('a public channel is seen as it is, though the bot isn’t in it', async () => {
      await using world = await make();
      world.given('C0INC', {});
      const seen = { name: 'inc-42', isMember: false, isArchived: false, isShared: false };
      expect(await world.channels.look('C0INC')).toEqual(seen);
    });

    test.each(['isMember', 'isArchived', 'isShared'] as const)('%s is seen', async (what) => {
      await using world = await make();
      world.given('C0INC', { [what]: true });
      expect(await world.channels.look('C0INC')).toMatchObject({ [what]: true });
    });

    test('a private channel is seen only from within', async () => {
      await using world = await make();
      world.given('G0INC', { isPrivate: true });
      expect(await world.channels.look('G0INC')).toBeUndefined();
      expect(await world.channels.join('G0INC')).toBe(false);
      world.given('G0MINE', { isPrivate: true, isMember: true });
      expect(await world.channels.look('G0MINE')).toMatchObject({ name: 'inc-42', isMember: true });
    });

    test('what isn’t there isn’t seen, and can’t be joined', async () => {
      await using world = await make();
      expect(await world.channels.look('C0NOWHERE')).toBeUndefined();
      expect(await world.channels.join('C0NOWHERE')).toBe(false);
    });

    test('the bot comes into a public channel, once or again', async () => {
      await using world = await make();
      world.given('C0INC', {});
      expect(await world.channels.join('C0INC')).toBe(true);
      expect(await world.channels.look('C0INC')).toMatchObject({ isMember: true });
      expect(await world.channels.join('C0INC')).toBe(true);
    });

    test('an archived channel can’t be joined', async () => {
      await using world = await make();
      world.given('C0INC', { isArchived: true });
      expect(await world.channels.join('C0INC')).toBe(false);
    });

    test('Slack not answering is no answer', async () => {
      await using world = await make();
      world.given('C0INC', {});
      world.goesDown();
      await expect(world.channels.look('C0INC')).rejects.toThrow(SourceUnavailable);
      await expect(world.channels.join('C0INC')).rejects.toThrow(SourceUnavailable);
    });
  });
}
