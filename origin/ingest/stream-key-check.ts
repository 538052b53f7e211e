import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '#shared/lib/secret.ts';

/** The name that viewers know a publisher's stream by, or null when its key is wrong. */
export type StreamKeyCheck = (streamName: string) => string | null;

/** What the stream is called for viewers when its name is a secret. */
export const defaultStreamName = 'live';

const publicName = /^[a-zA-Z0-9_-]{1,64}$/;

/** With a key, only who knows it publishes, to `live`; without, anybody, by a plain name. */
export function createStreamKeyCheck(streamKey: Secret | undefined): StreamKeyCheck {
  if (!streamKey) return (streamName) => (publicName.test(streamName) ? streamName : null);
  const expected = digest(streamKey.reveal());
  // Digests have one length, so that comparing takes one time whatever was sent.
  return (streamName) => (timingSafeEqual(digest(streamName), expected) ? defaultStreamName : null);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
