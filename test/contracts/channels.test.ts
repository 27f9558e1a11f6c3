import { slackChannels } from '../../src/adapters/slack/channels.ts';
import { slackClients } from '../../src/adapters/slack/clients.ts';
import { Secret } from '../../src/domain/secret.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { FakeChannels } from '../fakes/fake-channels.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';
import { channelsContract } from './channels.contract.ts';

channelsContract('the fake', async () => {
  const channels = new FakeChannels();
  return {
    channels,
    given: (id, seen) => channels.put(id, { name: 'inc-42', ...seen }),
    goesDown: () => channels.fail('server'),
    async [Symbol.asyncDispose]() {},
  };
});

channelsContract('Slack', async () => {
  const sandbox = await startSandbox();
  const settings = { botToken: new Secret(sandbox.botToken), apiUrl: sandbox.slackApiUrl };
  const clients = slackClients(settings, new KeepingLogger());
  const { workspace } = sandbox.slack;
  return {
    channels: slackChannels(clients.background),
    given(id, { isPrivate, isMember, isArchived = false, isShared = false }) {
      const members = isMember ? [workspace.botUserId] : [];
      const channel = workspace.addChannel({ id, name: 'inc-42', kind: isPrivate ? 'private' : 'public', members });
      Object.assign(channel, { archived: isArchived, pendingExtShared: isShared });
    },
    goesDown: () => void sandbox.slack.failAlways(/^conversations\./, 'error-500'),
    async [Symbol.asyncDispose]() {
      await clients.close();
      await sandbox.close();
    },
  };
});
