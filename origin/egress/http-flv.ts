import type { ServerResponse } from 'node:http';
import type { LiveStream, LiveTag } from '../rooms/live-stream.ts';
import { flvFileHeader } from '#shared/protocol/flv.ts';

/** Above this a viewer leaves out everything to a key frame that comes when it has caught up. */
const skipAboveBytes = 4 * 1024 * 1024;
const resumeBelowBytes = 256 * 1024;
/** So many key frames in a row that it could not take, and it is told to come again. */
const maxMissedKeyFrames = 5;

/** What a response is here: Node's, or a test's. */
export type FlvResponse = Pick<
  ServerResponse,
  'write' | 'end' | 'destroy' | 'writableLength' | 'once'
>;

/**
 * Sends a live stream as FLV until either side ends: headers, the group of pictures that is on air,
 * then each tag. A slow viewer costs at most 4 MiB and harms nobody else.
 */
export function sendHttpFlv(stream: LiveStream, response: FlvResponse): void {
  let isSkipping = false;
  let missedKeyFrames = 0;

  const send = (tag: LiveTag): void => {
    if (tag.isHeader) {
      response.write(tag.bytes);
      return;
    }
    if (isSkipping && tag.isKeyFrame) {
      isSkipping = response.writableLength > resumeBelowBytes;
      missedKeyFrames = isSkipping ? missedKeyFrames + 1 : 0;
    } else if (!isSkipping) {
      isSkipping = response.writableLength > skipAboveBytes;
    }
    if (missedKeyFrames >= maxMissedKeyFrames) response.destroy();
    else if (!isSkipping) response.write(tag.bytes);
  };

  response.write(flvFileHeader);
  // Whole, whatever its size: it is bounded itself, and must not be cut.
  for (const tag of stream.backlog) response.write(tag.bytes);
  const published = stream.onDidPublish(send);
  const ended = stream.onDidEnd(() => response.end());
  response.once('close', () => {
    published.close();
    ended.close();
  });
}
