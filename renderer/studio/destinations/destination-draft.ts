import { parseDestinationUrl, splitStreamKey } from '#shared/model/destination-url.ts';
import { newId } from '#shared/model/id.ts';
import { destinationSchema, type Destination } from '#shared/model/settings.ts';
import { fieldErrors, type FieldErrors } from '../field-errors.ts';
import { text } from '../text.ts';
import { uniqueName } from '../unique-name.ts';

/** A destination in its form. The key is here only until it is saved. */
export interface DestinationDraft {
  readonly destination: Destination;
  readonly streamKey: string;
}

export function newDestination(others: readonly Destination[]): DestinationDraft {
  const name = uniqueName(
    others.map((other) => other.name),
    (number) => text('destinations.newName', { number }),
  );
  return {
    destination: { kind: 'rtmp', id: newId(), name, url: '', keyRef: null, enabled: true },
    streamKey: '',
  };
}

/** Takes a key that was pasted with the address off it, where there is no other key. */
export function withSplitKey(draft: DestinationDraft): DestinationDraft {
  const { destination, streamKey } = draft;
  if (streamKey !== '' || destination.keyRef !== null) return draft;
  const split = splitStreamKey(destination.url);
  if (split.streamKey === null) return draft;
  return { destination: { ...destination, url: split.url }, streamKey: split.streamKey };
}

export function draftErrors({ destination }: DestinationDraft): FieldErrors {
  const errors = new Map(fieldErrors(destinationSchema, destination));
  if (errors.has('url')) return errors;
  try {
    parseDestinationUrl(destination.url);
  } catch {
    errors.set('url', text('error.rtmpAddress'));
  }
  return errors;
}
