import type { FirstPolicy } from '../../../config/first-policy.ts';
import type { Member } from '../../../domain/person.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { SourceUsers } from '../../../ports/source-users.ts';
import { CommandRefused } from '../terminal.ts';
import { wordsFor } from './ask-token.ts';
import { type Asking, askLine } from './asking.ts';

const QUESTION =
  'Your e-mail address in Slack, or your member id (your profile, ⋮, Copy member ID): you become the first owner: ';

/** The first owner: who was said beforehand or says so now, a full member, with their PagerDuty user where one has the same address. Throws CommandRefused. */
export async function firstOwner(
  asking: Asking,
  said: string | undefined,
  { directory, users }: { directory: Directory; users: SourceUsers },
): Promise<FirstPolicy['owner']> {
  if (said === undefined && !asking.isPerson)
    throw new CommandRefused('--owner is missing: the e-mail address in Slack, or the member id, of the first owner.', 2);
  for (let typed = said; ; typed = undefined) {
    typed ??= await askLine(asking, QUESTION);
    const found = await memberCalled(directory, typed);
    if (typeof found !== 'string') return ownerOf(found, users);
    if (!asking.isPerson) throw new CommandRefused(`--owner: ${found}`);
    asking.terminal.prompt(`  ${found}\n`);
  }
}

async function memberCalled(directory: Directory, typed: string): Promise<Member | string> {
  try {
    const id = typed.includes('@') ? await directory.memberByEmail(typed) : typed.toUpperCase();
    if (id === undefined || !/^[UW][A-Z0-9]{2,20}$/.test(id)) return 'Slack knows no full member by that.';
    const member = await directory.member(id, 'fresh');
    return member.standing === 'full' ? member : 'That is no full member of this workspace.';
  } catch (error) {
    return wordsFor(error);
  }
}

async function ownerOf(member: Member, users: SourceUsers): Promise<FirstPolicy['owner']> {
  const owner = { name: nameOf(member), slack: member.slackId };
  // Without it the person is linked by address later, or in the file by hand.
  const user = member.email === undefined ? 'none' : await users.userByEmail(member.email).catch(() => 'none' as const);
  return typeof user === 'string' ? owner : { ...owner, pagerduty: user.id };
}

// As rules call people: of a to z, 0 to 9, - . _ and at most 40.
function nameOf({ displayName }: Member): string {
  const plain = displayName.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const name = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return name.slice(0, 40).replace(/-+$/, '') || 'owner';
}
