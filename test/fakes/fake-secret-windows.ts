import type { Grant } from '../../src/domain/grant.ts';
import type { Reveal } from '../../src/domain/reveal.ts';
import type { SecretWindows } from '../../src/ports/secret-windows.ts';

/** Keeps which views were overwritten, and answers each with `answer`. */
export class FakeSecretWindows implements SecretWindows {
  readonly overwritten: { reveal: Reveal; grant: Grant }[] = [];
  answer: Awaited<ReturnType<SecretWindows['overwrite']>> = 'wiped';

  async overwrite(reveal: Reveal, grant: Grant): Promise<'wiped' | 'gone' | 'later'> {
    this.overwritten.push({ reveal, grant });
    return this.answer;
  }
}
