import { Secret } from '#shared/lib/secret.ts';
import {
  DestinationUrlError,
  parseDestinationUrl,
  splitStreamKey,
} from '#shared/model/destination-url.ts';
import { CommandError } from '../exit-codes.ts';
import { streamKeyVariable } from '../invocation.ts';

/** One `--to`, with the `--key-env` or `--key-file` that follows it. */
export interface DestinationArgument {
  readonly url: string;
  readonly keyFrom?: { readonly kind: 'env' | 'file'; readonly name: string };
}

export interface DestinationOption {
  /** Without the stream key. */
  readonly url: string;
  readonly key: Secret;
}

export interface KeyReaders {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Throws where the file cannot be read. */
  readFile(file: string): string;
}

/**
 * Finds the stream key of a destination: the option's, else the last part of the address, else
 * TALLYLIGHT_STREAM_KEY. Throws `CommandError`; no message holds a key.
 */
export function parseDestination(
  { url: text, keyFrom }: DestinationArgument,
  readers: KeyReaders,
): DestinationOption {
  const { url, streamKey } = keyFrom ? { url: text, streamKey: null } : splitStreamKey(text);
  try {
    parseDestinationUrl(url);
  } catch (error) {
    if (!(error instanceof DestinationUrlError)) throw error;
    throw CommandError.badInput(`--to: ${error.message}`, error);
  }
  if (keyFrom) return { url, key: readKey(keyFrom, readers) };
  const key = streamKey ?? readers.environment[streamKeyVariable];
  if (!key) {
    throw CommandError.badInput(
      `--to ${url}: no stream key; add it to the address, or give --key-env NAME, --key-file FILE or ${streamKeyVariable}`,
    );
  }
  return { url, key: new Secret(key) };
}

function readKey(
  { kind, name }: NonNullable<DestinationArgument['keyFrom']>,
  readers: KeyReaders,
): Secret {
  let key: string | undefined;
  if (kind === 'env') key = readers.environment[name];
  else {
    try {
      key = readers.readFile(name).trim();
    } catch (cause) {
      throw CommandError.badInput(`--key-file ${name}: the file cannot be read`, cause);
    }
  }
  if (!key) throw CommandError.badInput(`--key-${kind} ${name}: no stream key there`);
  return new Secret(key);
}
