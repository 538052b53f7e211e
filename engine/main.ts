import { engineService } from '#shared/contract/engine.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { bind, RpcPeer } from '#shared/rpc/peer.ts';
import { silenceLibraryLog } from './av/library-log.ts';
import { stderrLogger } from './engine-logger.ts';
import { Engine } from './engine-service.ts';
import { MediaSocketAcceptor } from './media/media-socket.ts';
import { mediaPortTransport } from './media/media-transport.ts';
import { forkedProcessLink, parentPortLink, type ParentPort } from './process-channel.ts';
import { RtmpPublisher } from './publish/rtmp/rtmp-publisher.ts';

const logger = stderrLogger();
process.on('uncaughtException', (error) => {
  logger.error('engine ends', { error });
  process.exit(1);
});
silenceLibraryLog();

const { parentPort } = process as { readonly parentPort?: ParentPort };
const link = parentPort ? parentPortLink(parentPort) : forkedProcessLink(process);
const acceptor = new MediaSocketAcceptor();
const engine = new Engine({
  clock: systemClock,
  logger,
  createPublisher: ({ id, url, streamKey }, { packets, clock }) =>
    new RtmpPublisher({ id, url, streamKey, packets, clock }),
});
const peer = new RpcPeer(link.channel, {
  serves: [bind(engineService, engine.service)],
  onProblem: (problem, error) => {
    logger.warn(problem, { error });
  },
});
link.onDidReceiveSocket(({ message, socket }) => {
  acceptor.upgrade(message, socket, (transport) => {
    engine.attachMedia(transport);
  });
});
link.onDidReceivePort((port) => {
  engine.attachMedia(mediaPortTransport(port));
});

let isEnding = false;
/** Without the core nobody is there to say what should go on. */
async function end(why: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  logger.info('engine ends', { why });
  await engine.close().catch((error: unknown) => {
    logger.error('closing', { error });
  });
  acceptor.close();
  peer.close();
  process.exit(0);
}
peer.onDidClose(() => void end('the core is gone'));
process.on('SIGTERM', () => void end('SIGTERM'));
// The terminal sends it to the whole group: the core decides what happens.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
logger.info('engine ready', { pid: process.pid });
