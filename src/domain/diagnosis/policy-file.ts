import { type Finding, failure, ok, warning } from './finding.ts';

/** The policy file as it was read: its lines as `nightlatch policy check` prints them. */
export type PolicyFile =
  | { ok: true; warnings: readonly string[]; resources: number; people: number }
  | { ok: false; isThere: boolean; mistakes: readonly string[] };

const SHOWN = 3;
const CHECK = 'nightlatch policy check tells all of them.';

/** What to do where something can't be looked at without a policy. */
export const MEND_POLICY_FIRST = 'Mend the policy file first: nightlatch policy check tells every mistake.';

/** The policy file, with its first mistakes or warnings. */
export function judgePolicyFile(file: PolicyFile): Finding[] {
  if (!file.ok && !file.isThere) {
    const mend = 'Write one with nightlatch init, or set NIGHTLATCH_POLICY to where it is.';
    return [failure('policy', `There is no policy file: ${file.mistakes[0] ?? 'it does not exist'}`, mend)];
  }
  if (!file.ok) {
    const count = file.mistakes.length;
    const says = count === 1 ? 'The policy file has a mistake' : `The policy file has ${count} mistakes`;
    return file.mistakes.slice(0, SHOWN).map((mistake, index) => {
      return failure(
        'policy',
        index === 0 ? `${says}: ${mistake}` : mistake,
        index === 0 ? `The bot keeps the policy in force. ${CHECK}` : CHECK,
      );
    });
  }
  const what = `${file.resources} ${file.resources === 1 ? 'resource' : 'resources'}, ${file.people} ${file.people === 1 ? 'person' : 'people'}`;
  return [
    ok('policy', `The policy file has no mistake: ${what}.`),
    ...file.warnings.slice(0, SHOWN).map((text) => warning('policy', text, CHECK)),
  ];
}
