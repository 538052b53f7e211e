import { webSocketChannel } from '#shared/rpc/web-socket-channel.ts';
import type { ConnectionSource } from './connection-source.ts';

const connectTimeoutMs = 10_000;

/** The browser and headless hosts: everything at the origin that served the page. */
export function webSocketConnectionSource(origin: string): ConnectionSource {
  const socketUrl = (path: string): string => {
    const url = new URL(path, origin);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return url.href;
  };
  return {
    mediaBase: new URL('/media/', origin).href,
    listsTargets: false,
    connect: async () => webSocketChannel(await openSocket(socketUrl('/rpc'))),
    mediaLink: () => Promise.resolve({ kind: 'websocket', url: socketUrl('/media-channel') }),
    receivePageFrames({ onDidReceive, onDidLose }) {
      const socket = new WebSocket(socketUrl('/page-frames'));
      socket.binaryType = 'arraybuffer';
      socket.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) onDidReceive(new Uint8Array(data));
      };
      socket.onclose = onDidLose;
      return {
        take: (sourceId) => {
          socket.send(sourceId);
        },
        close: () => {
          socket.onclose = null;
          socket.onmessage = null;
          socket.close();
        },
      };
    },
  };
}

/** Rejects when the socket does not open within 10 s. */
function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.close();
      reject(new Error('Tallylight did not answer.'));
    }, connectTimeoutMs);
    socket.onopen = () => {
      clearTimeout(timer);
      socket.onclose = null;
      resolve(socket);
    };
    socket.onclose = () => {
      clearTimeout(timer);
      reject(new Error('Tallylight is not running, or this page is no longer let in.'));
    };
  });
}
