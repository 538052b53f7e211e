import type { settingsService } from '#shared/contract/settings.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { Secret } from '#shared/lib/secret.ts';
import {
  DestinationUrlError,
  parseDestinationUrl,
  splitStreamKey,
} from '#shared/model/destination-url.ts';
import type { Destination } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Implementation } from '#shared/rpc/service.ts';
import type { Vault } from '../vault/vault.ts';
import type { SettingsStore } from './settings-store.ts';

export interface SettingsServiceOptions {
  readonly store: SettingsStore;
  readonly vault: Vault;
  readonly logger: Logger;
}

const maxDestinations = 32;

/** Stream keys go from here to the vault; the document gets a reference that this side chose. */
export function serveSettings({
  store,
  vault,
  logger,
}: SettingsServiceOptions): Implementation<typeof settingsService> {
  async function keepKey(ref: string, streamKey: string): Promise<void> {
    try {
      await vault.set(ref, new Secret(streamKey));
    } catch (cause) {
      const message = 'The keyring did not take the stream key.';
      throw new RpcError('unavailable', message, 'streamKey', { cause });
    }
  }

  async function forgetKey(ref: string): Promise<void> {
    try {
      await vault.delete(ref);
    } catch (error) {
      logger.warn('a stream key could not be deleted from the keyring', { ref, error });
    }
  }

  async function saveDestination(wanted: Destination, givenKey: string | undefined): Promise<void> {
    const old = store.settings.destinations.find(({ id }) => id === wanted.id);
    if (!old && store.settings.destinations.length >= maxDestinations) {
      throw RpcError.invalid(`At most ${maxDestinations} destinations fit.`, 'destination');
    }
    const { url, streamKey } = takeKey(wanted.url, givenKey, old);
    checkUrl(url);
    const ref = `destination/${wanted.id}`;
    let keyRef = old?.keyRef ?? null;
    if (streamKey) {
      await keepKey(ref, streamKey);
      keyRef = ref;
    }
    const abandoned = streamKey === '' ? keyRef : null;
    if (streamKey === '') keyRef = null;
    const destination = { ...wanted, url, keyRef };
    // Read again: another call may have changed the list meanwhile.
    const { destinations } = store.settings;
    store.update({
      destinations: destinations.some(({ id }) => id === wanted.id)
        ? destinations.map((other) => (other.id === wanted.id ? destination : other))
        : [...destinations, destination],
    });
    if (abandoned !== null) await forgetKey(abandoned);
  }

  return {
    get: () => store.settings,
    setOutput: (output) => {
      store.update({ output });
    },
    setRecording: (recording) => {
      store.update({ recording });
    },
    setMonitorDevice: ({ deviceId }) => {
      store.update({ monitorDeviceId: deviceId });
    },
    saveDestination: ({ destination, streamKey }) => saveDestination(destination, streamKey),
    removeDestination: async ({ id }) => {
      const { destinations } = store.settings;
      const removed = destinations.find((destination) => destination.id === id);
      if (!removed) throw RpcError.notFound(`There is no destination "${id}".`, 'id');
      store.update({ destinations: destinations.filter((destination) => destination !== removed) });
      if (removed.keyRef !== null) await forgetKey(removed.keyRef);
    },
    getVault: () => ({ kind: vault.kind, notice: vault.notice }),
    onDidChange: store.onDidChange,
  };
}

/**
 * The address without a key, and the key: given, or pasted as the address's last part. An address
 * that is stored already had its key taken; what then looks like one is an instance.
 */
function takeKey(
  url: string,
  streamKey: string | undefined,
  old: Destination | undefined,
): { url: string; streamKey: string | null } {
  if (streamKey !== undefined) return { url, streamKey };
  if (old && old.keyRef !== null && old.url === url) return { url, streamKey: null };
  return splitStreamKey(url);
}

function checkUrl(url: string): void {
  try {
    parseDestinationUrl(url);
  } catch (error) {
    if (!(error instanceof DestinationUrlError)) throw error;
    throw RpcError.invalid(error.message, 'destination.url');
  }
}
