import { sayDigest } from '../../../domain/say-digest.ts';
import { sayMoment } from '../../../domain/say-time.ts';
import type { DigestCard } from '../../../ports/card-surface.ts';
import type { Message } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';

/** The weekly post: what happened, what is worth a look, and who looked at it. On the clocks that the digest itself names. */
export function digestMessage({ digest, now }: DigestCard): Message {
  const [title = '', ...rest] = sayDigest(digest);
  const { reviewed } = digest;
  const reader = { timezone: digest.content.timezone, now };
  return {
    text: escapeMrkdwn(title),
    blocks: [
      boldLine(title),
      ...rest.filter((text) => text !== '').map(line),
      ...(reviewed ? [line(`✅ Reviewed by ${visibleLine(reviewed.by.name, 80)} ${sayMoment(reviewed.at, reader)}`)] : []),
    ],
  };
}
