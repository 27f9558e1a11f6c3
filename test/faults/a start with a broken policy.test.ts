import { chmod, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aDatabase } from '../database/a-database.ts';
import { aNight, type Night } from '../stories/a-night.ts';
import { aBotProcess, endedProcess, environmentOf } from './a-bot-process.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function aNightToStartIn(): Promise<Night> {
  const night = await aNight();
  await night.bot.pauseJobs();
  return night;
}

/** What was done to the policy file, and what the start says of it. */
const BROKEN: [string, (file: string) => Promise<void>, RegExp][] = [
  ['missing', (file) => rm(file), /\/\S+\/nightlatch\.yml: does not exist/],
  ['empty', (file) => writeFile(file, ''), /nightlatch\.yml.*(empty|version)/],
  ['not YAML', (file) => writeFile(file, 'version: 1\n\tslack: {'), /nightlatch\.yml:2/],
  ['with a typo in a key', (file) => writeFile(file, 'version: 1\nresorces: {}\n'), /nightlatch\.yml:2.*resorces.*resources/],
  ['writable by others', (file) => chmod(file, 0o666), /may be written by others than its owner \(mode 666\): chmod go-w/],
];

describe('the policy file is', () => {
  it.each(BROKEN)('%s, and one is in force: that one stays, and it is said loudly', async (_, breakIt, mistake) => {
    const night = await aNightToStartIn();
    await breakIt(night.files.policy);
    const bot = await aBotProcess(night);
    expect(bot.output()).toMatch(mistake);
    expect(bot.output()).toMatch(
      /"policy checked","verdict":"\d+ mistakes?, no warnings: this policy would not be put in force\."/,
    );
    expect(bot.output()).toContain('the policy file is broken: the one in force stays');
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/db-prod until/);
  });

  it.each(BROKEN.slice(2))(
    '%s, and none is in force: everything is refused in words, and not ready',
    async (_, breakIt, mistake) => {
      const night = await aNightToStartIn();
      await breakIt(night.files.policy);
      const fresh = await aDatabase();
      onTestFinished(() => fresh.drop());
      const bot = await aBotProcess(night, {
        environment: { DATABASE_URL: fresh.appUrl },
        until: 'no policy is in force: everything is refused',
      });
      expect(bot.output()).toMatch(mistake);
      await night.alice.types(INCIDENT, '/unlock db-prod');
      await night.alice.windowSays("There's no policy in force, so nothing can be unlocked.");
      await night.alice.closesWindow();
      await night.alice.types(INCIDENT, '/grants');
      await night.alice.windowSays(/There's no policy in force/);
      const ready = await fetch(`${bot.url}/readyz`);
      expect([ready.status, await ready.text()]).toEqual([503, 'no policy is in force\n']);
    },
  );

  it('for another workspace than the token’s: refused', async () => {
    const night = await aNightToStartIn();
    await writeFile(
      night.files.policy,
      'version: 1\nslack: { team: T0OTHER99, auditChannel: C0AUDIT, approvalChannel: C0APPR }\nroles: { owners: [carol] }\npeople: { carol: { slack: U03CAROL } }\nresources: {}\n',
    );
    const { code, said } = await endedProcess(['serve', '--sandbox'], environmentOf(night));
    expect(said).toContain('The bot token is of workspace T0123ABCD, the policy is for T0OTHER99.');
    expect(code).toBe(1);
  });
});
