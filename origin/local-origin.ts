import { ClosableStack } from '#shared/lib/closable.ts';
import type { Secret } from '#shared/lib/secret.ts';
import { WatchServer } from './egress/watch-server.ts';
import { RtmpIngest } from './ingest/rtmp-ingest.ts';
import { createStreamKeyCheck, defaultStreamName } from './ingest/stream-key-check.ts';
import { StreamDirectory } from './rooms/stream-directory.ts';

export interface LocalOriginOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly rtmpPort?: number;
  readonly httpPort?: number;
  /** With a key, viewers find the stream as `live`; without, any name may be published. */
  readonly streamKey?: Secret;
}

export interface LocalOriginStats {
  readonly streams: readonly { readonly name: string; readonly videoFrames: number }[];
  readonly viewers: number;
  readonly bytesReceived: number;
}

/** An origin that runs: publish to `rtmpUrl` with the key, or with the name `live`; open `watchUrl`. */
export interface LocalOrigin {
  readonly rtmpUrl: string;
  readonly watchUrl: string;
  readonly close: () => Promise<void>;
  readonly stats: () => LocalOriginStats;
}

/** Starts the built-in channel: RTMP in, a watch page out. Rejects when a port cannot be had. */
export async function startLocalOrigin(options: LocalOriginOptions = {}): Promise<LocalOrigin> {
  const host = options.host ?? '127.0.0.1';
  const streams = new StreamDirectory();
  const owned = new ClosableStack();
  try {
    const checkKey = createStreamKeyCheck(options.streamKey);
    const watch = owned.add(
      await WatchServer.listen({ host, port: options.httpPort ?? 0, streams }),
    );
    const ingest = owned.add(
      await RtmpIngest.listen({ host, port: options.rtmpPort ?? 0, streams, checkKey }),
    );
    return {
      rtmpUrl: `rtmp://${host}:${ingest.port}/live`,
      watchUrl: `http://${host}:${watch.port}/?stream=${defaultStreamName}`,
      close: () => owned.close(),
      stats: () => ({
        streams: streams.all.map(({ name, videoFrames }) => ({ name, videoFrames })),
        viewers: watch.viewers,
        bytesReceived: ingest.bytesReceived,
      }),
    };
  } catch (error) {
    await owned.close();
    throw error;
  }
}
