import type { Secret } from '../../../domain/secret.ts';
import type { Metrics } from '../../../ports/metrics.ts';
import type { AppNeeds } from '../app.ts';
import type { BotIds } from '../bot-ids.ts';
import { callsByToken } from '../clients.ts';
import type { Door } from '../door.ts';
import type { InFlight } from '../in-flight.ts';
import type { OwnIds } from '../incoming.ts';
import { readEnvelope } from '../read-incoming.ts';
import { type TurnAwayNeeds, turnAway } from '../turn-away.ts';
import type { Patience } from './connection.ts';
import type { Envelope } from './read-frame.ts';
import { askSocketAddress } from './socket-address.ts';
import { SocketMode } from './socket-mode.ts';

const ASK_WITHIN_MS = 10_000;

export interface SocketDoorNeeds extends TurnAwayNeeds {
  appToken: Secret;
  /** Slack's own unless told. */
  apiUrl?: string;
  patience?: Patience;
  own: { ids?: BotIds };
  inFlight: InFlight;
  /** Counts acks, as the status that an HTTP answer would have had. */
  metrics?: Pick<Metrics, 'acked'>;
  answer: AppNeeds['answer'];
}

/** The door for a bot that no address leads to: deliveries come over a socket that it opens itself. By HTTP nothing is let in. */
export function socketDoor(needs: SocketDoorNeeds): Door {
  const { calls, close } = callsByToken(needs.appToken, needs.apiUrl, needs.log);
  const call = calls(ASK_WITHIN_MS);
  const socket = new SocketMode({
    address: () => askSocketAddress(call, needs.apiUrl),
    take: (envelope, ack) => needs.inFlight.during(() => take(needs, envelope, countedAck(needs, ack))),
    log: needs.log,
    ...(needs.patience && { patience: needs.patience }),
  });
  return {
    requestListener: (_, response) => void response.writeHead(404).end(),
    async open(ids) {
      needs.own.ids = ids;
      await socket.start(ids.appId);
    },
    notOpen: () => (socket.isConnected ? undefined : 'not connected to Slack'),
    async shut() {
      await socket.stop();
      await close();
    },
  };
}

/** `withheld` counts that there was none. Each counts once. */
type CountedAck = ((body?: object) => void) & { withheld(status: number): void };

function countedAck({ metrics }: SocketDoorNeeds, ack: (body?: object) => void): CountedAck {
  const began = performance.now();
  let isCounted = false;
  const count = (status: number) => {
    if (!isCounted) metrics?.acked({ status, seconds: (performance.now() - began) / 1000 });
    isCounted = true;
  };
  const acked = (body?: object) => {
    ack(body);
    count(200);
  };
  return Object.assign(acked, { withheld: count });
}

// Nothing says no to a delivery but silence: an odd one is not acked, as by HTTP it would get a 400.
async function take(needs: SocketDoorNeeds, { type, payload }: Envelope, ack: CountedAck): Promise<void> {
  try {
    const incoming = readEnvelope(type, payload, needs.own.ids as OwnIds);
    switch (incoming.kind) {
      case 'odd':
        ack.withheld(400);
        return needs.log.warn('odd delivery refused');
      case 'unused':
      case 'verification':
        return ack();
      case 'outsider':
        return await turnAway(needs, incoming, ack);
      default:
        return await needs.answer(incoming, async (body) => ack(body));
    }
  } catch (error) {
    ack.withheld(500);
    needs.log.error('door failed', {}, error);
  }
}
