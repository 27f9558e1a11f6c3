import { FIRST_GROUPS, type FirstOwner, type FirstPolicy } from '../../../config/first-policy.ts';
import type { Member } from '../../../domain/person.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { SourceUsers } from '../../../ports/source-users.ts';
import { CommandRefused } from '../terminal.ts';
import { wordsFor } from './ask-token.ts';
import { type Asking, askLine } from './asking.ts';

const FIRST = 'Your e-mail address in Slack, or your member id (your profile, ⋮, Copy member ID): you become the first owner: ';
const SECOND = 'A second owner, by e-mail address or member id, who lifts what the first locks down (Enter for none): ';
const SAME = 'That is the first owner: name somebody else.';

type Owners = Pick<FirstPolicy, 'owner' | 'secondOwner'>;
interface Sources {
  directory: Directory;
  users: SourceUsers;
}

/**
 * The owners: who was said beforehand or is said now, full members, each with their PagerDuty user where one has the same address. A second one is asked
 * for, and may be left out. Throws CommandRefused.
 */
export async function askOwners(
  asking: Asking,
  said: { owner?: string; secondOwner?: string },
  sources: Sources,
): Promise<Owners> {
  if (said.owner === undefined && !asking.isPerson)
    throw new CommandRefused('--owner is missing: the e-mail address in Slack, or the member id, of the first owner.', 2);
  const called = (typed: string) => memberCalled(sources.directory, typed);
  const first = await asked(asking, { flag: '--owner', said: said.owner, question: FIRST }, called);
  const owner = await ownerOf(first, sources, []);
  if (said.secondOwner === undefined && !asking.isPerson) return { owner };
  const second = await asked(asking, { flag: '--second-owner', said: said.secondOwner, question: SECOND }, async (typed) => {
    if (typed === '' && asking.isPerson) return undefined;
    const found = await called(typed);
    return typeof found === 'object' && found.slackId === first.slackId ? SAME : found;
  });
  return second === undefined ? { owner } : { owner, secondOwner: await ownerOf(second, sources, [owner.name]) };
}

/** What `understand` makes of an answer; a text is what is wrong with it, and a person is asked again. */
async function asked<T>(
  asking: Asking,
  { flag, said, question }: { flag: string; said: string | undefined; question: string },
  understand: (typed: string) => Promise<T | string>,
): Promise<T> {
  for (let typed = said; ; typed = undefined) {
    typed ??= await askLine(asking, question);
    const found = await understand(typed);
    if (typeof found !== 'string') return found;
    if (!asking.isPerson) throw new CommandRefused(`${flag}: ${found}`);
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

async function ownerOf(member: Member, { users }: Sources, taken: readonly string[]): Promise<FirstOwner> {
  const owner = { name: nameOf(member, taken), slack: member.slackId };
  // Without it the person is linked by address later, or in the file by hand.
  const user = member.email === undefined ? 'none' : await users.userByEmail(member.email).catch(() => 'none' as const);
  return typeof user === 'string' ? owner : { ...owner, pagerduty: user.id };
}

// As rules call people: of a to z, 0 to 9, - . _ and at most 40; nobody is called as a group is.
function nameOf({ displayName }: Member, taken: readonly string[]): string {
  const plain = displayName.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const dashed = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const name = dashed.slice(0, 38).replace(/-+$/, '') || 'owner';
  return [...taken, ...FIRST_GROUPS].includes(name) ? `${name}-2` : name;
}
