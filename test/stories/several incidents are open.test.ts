import { describe, expect, it } from 'vitest';
import { aNight } from './a-night.ts';
import { APPROVALS, CHANNEL, kindsOf } from './a-quiet-night.ts';

describe('Alice is on call, two incidents are open, and she names none', () => {
  it('others are asked; her window and message say that naming one may need nobody, and so it is', async () => {
    const night = await aNight();
    const { number } = night.sandbox.pagerDuty.openIncident('Disk full', 'PSVC123');
    await night.alice.types(CHANNEL, '/unlock db-prod');
    const hint = new RegExp(
      `INC-(${number} and INC-42|42 and INC-${number}) are open\\. Naming one may need nobody: press Withdraw, then type /unlock db-prod in INC-`,
    );
    await night.alice.windowSays(hint);
    await night.alice.directMessageSays(hint);
    expect((await night.sandbox.channel(APPROVALS).says(/Alice wants db-prod/)).text).not.toMatch(/Naming one/);
    await night.alice.clicks('Withdraw');
    await night.alice.windowSays(/Withdrawn by you/);
    await night.alice.closesWindow();
    await night.alice.types(CHANNEL, `/unlock db-prod in INC-${number}`);
    await night.alice.windowSays(/🔓 db-prod until/);
    expect(await kindsOf(night)).toEqual(['access-asked', 'request-withdrawn', 'access-granted']);
  });
});
