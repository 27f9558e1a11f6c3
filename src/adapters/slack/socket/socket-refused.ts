import { SlackFault } from '../slack-fault.ts';

/** Slack won't have us on a socket, and only a person can change that. The message says what to do and holds no token. */
export class SocketRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SocketRefused';
    this.code = code;
  }
}

const ANOTHER = 'Make an app-level token with the scope connections:write (Basic Information in the app’s settings).';

/** The refusal in words where waiting won't help; any other error as it is. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof SlackFault) || error.kind !== 'refused') return error;
  const { code } = error;
  if (code === 'not_allowed_token_type') return new SocketRefused(code, `SLACK_APP_TOKEN is no app-level token. ${ANOTHER}`);
  if (code === 'missing_scope') return new SocketRefused(code, `SLACK_APP_TOKEN may not open sockets. ${ANOTHER}`);
  return new SocketRefused(code, `Slack refuses SLACK_APP_TOKEN (${code}). ${ANOTHER}`);
}

/** The token is of another app than the bot. */
export function ofAnotherApp(theirs: string, own: string): SocketRefused {
  return new SocketRefused(
    'another_app',
    `SLACK_APP_TOKEN is of app ${theirs}, SLACK_BOT_TOKEN of app ${own}: they must be of one app.`,
  );
}

/** Socket mode is off in the app's settings. */
export function switchedOff(): SocketRefused {
  return new SocketRefused('link_disabled', 'Socket mode is switched off for this app: switch it on in the app’s settings.');
}
