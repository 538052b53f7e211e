import type { Closable } from '#shared/lib/closable.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { AudioStatus, Store } from '../program/program.ts';
import { ValueStore } from '../program/value-store.ts';
import { audioSampleRate } from './audio-clock.ts';

/** Not in the DOM library's types: Chromium 110 and later. */
interface SinkContext {
  setSinkId?(sinkId: string): Promise<void>;
}

const retryMs = 1000;

/**
 * The AudioContext and the device under it: resumes it whenever the browser or the system stopped it,
 * and goes back to the default device when the chosen one is gone.
 */
export class AudioDevice implements Closable {
  // `playback`: larger buffers wake the machine less often and lose no sound when it is busy. Nothing
  // waits for this sound: the program is stamped, and monitoring is 20 ms later at most.
  readonly context = new AudioContext({ sampleRate: audioSampleRate, latencyHint: 'playback' });
  readonly #status = new ValueStore<AudioStatus>({ kind: 'off' });
  readonly #notified = new Emitter<string>();
  readonly #closables = new ClosableStack();
  #hasRun = false;
  #sinkId = '';
  #wantedSinkId = '';

  readonly status: Store<AudioStatus> = this.#status;
  readonly onDidNotify = this.#notified.event;

  constructor() {
    this.#closables.add(this.#status);
    this.#closables.add(this.#notified);
    this.#closables.defer(() => this.context.close());
    this.#listen(this.context, 'statechange', () => {
      this.#follow();
    });
    this.#listen(this.context, 'error', () => {
      this.#notified.emit('The sound device failed; trying the default device.');
      this.#setSink('')
        .catch(() => undefined)
        .finally(() => {
          this.resume();
        });
    });
    this.#listen(navigator.mediaDevices, 'devicechange', () => {
      void this.#matchSink();
    });
    for (const gesture of ['pointerdown', 'keydown']) {
      this.#listen(document, gesture, () => {
        if (this.context.state !== 'running') this.resume();
      });
    }
    // Before its first run only a click helps, and asking without one fills the console.
    const timer = setInterval(() => {
      if (this.#hasRun && this.context.state !== 'running') this.resume();
    }, retryMs);
    this.#closables.defer(() => {
      clearInterval(timer);
    });
    this.#follow();
  }

  resume(): void {
    if (this.context.state === 'closed') return;
    // Refused without a click; `statechange` tells when it did start.
    this.context.resume().catch(() => undefined);
  }

  /** Where monitoring is heard; empty is the system's default. */
  async setSink(deviceId: string): Promise<void> {
    this.#wantedSinkId = deviceId;
    await this.#matchSink();
  }

  async close(): Promise<void> {
    await this.#closables.close();
  }

  #follow(): void {
    this.#hasRun ||= this.context.state === 'running';
    this.#status.set(statusOf(this.context.state));
  }

  async #matchSink(): Promise<void> {
    const wanted = this.#wantedSinkId;
    const isThere = wanted === '' || (await hasOutput(wanted));
    const sinkId = isThere ? wanted : '';
    if (sinkId === this.#sinkId) return;
    try {
      await this.#setSink(sinkId);
      if (!isThere) this.#notified.emit('The monitor device is gone; using the default device.');
      else if (wanted !== '') this.#notified.emit('Monitoring on the chosen device.');
    } catch (error) {
      this.#notified.emit(`The monitor device cannot be used: ${String(error)}`);
    }
  }

  async #setSink(sinkId: string): Promise<void> {
    await (this.context as SinkContext).setSinkId?.(sinkId);
    this.#sinkId = sinkId;
  }

  #listen(target: EventTarget, type: string, listener: () => void): void {
    target.addEventListener(type, listener);
    this.#closables.defer(() => {
      target.removeEventListener(type, listener);
    });
  }
}

function statusOf(state: AudioContextState): AudioStatus {
  switch (state) {
    case 'running':
      return { kind: 'running' };
    case 'suspended':
      return { kind: 'suspended', detail: 'The browser starts sound after a click.' };
    case 'interrupted':
      return { kind: 'interrupted', detail: 'The system took the sound device; trying again.' };
    case 'closed':
      return { kind: 'off' };
  }
}

async function hasOutput(deviceId: string): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some((device) => device.kind === 'audiooutput' && device.deviceId === deviceId);
}
