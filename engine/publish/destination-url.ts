import { Secret } from '#shared/lib/secret.ts';
import type { DestinationAddress } from '#shared/model/destination-url.ts';
import {
  DestinationUrlError,
  parseDestinationUrl,
  splitStreamKey,
} from '#shared/model/destination-url.ts';

export interface RtmpDestination extends DestinationAddress {
  readonly streamKey: Secret;
}

/**
 * What to connect to. Without a key of its own the address may end in it. Throws `DestinationUrlError`,
 * whose message holds neither.
 */
export function parseDestination(url: string, streamKey: Secret): RtmpDestination {
  // People paste keys with line ends.
  const key = streamKey.reveal().trim();
  const split = key === '' ? splitStreamKey(url) : { url, streamKey: key };
  const address = parseDestinationUrl(split.url);
  if (split.streamKey === null) throw new DestinationUrlError('the destination has no stream key');
  return { ...address, streamKey: new Secret(split.streamKey) };
}

/** The key, and the parts of it that a server may repeat alone. */
export function secretsOf(destination: RtmpDestination): readonly Secret[] {
  const key = destination.streamKey.reveal();
  const parts = key.split(/[?&=/]/).filter((part) => part.length >= 6);
  const spellings = [key, encodeURIComponent(key), ...parts];
  // Longest first, or a part would break up the whole.
  return [...new Set(spellings)]
    .sort((left, right) => right.length - left.length)
    .map((text) => new Secret(text));
}
