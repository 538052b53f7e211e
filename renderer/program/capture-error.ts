import type { SourceTrouble } from './program.ts';

export type CaptureReason =
  'missing' | 'needs-click' | 'denied' | 'busy' | 'no-sound' | 'ended' | 'failed';

/** Why a device gives nothing. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly reason: CaptureReason;

  constructor(reason: CaptureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  /** From what `getUserMedia` and `getDisplayMedia` reject with (Media Capture and Streams, 10.2). */
  static from(error: unknown): CaptureError {
    if (error instanceof CaptureError) return error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return new CaptureError(reasonsByName[name] ?? 'failed', message, { cause: error });
  }

  /** Whether trying again by itself may help; else only a person can. */
  get isRetriable(): boolean {
    return this.reason !== 'needs-click' && this.reason !== 'denied' && this.reason !== 'no-sound';
  }

  toTrouble(sourceName: string): SourceTrouble {
    return {
      kind: this.isRetriable ? (this.reason === 'failed' ? 'failed' : 'lost') : 'needs-click',
      text: texts[this.reason](sourceName, this.message),
    };
  }
}

const reasonsByName: Readonly<Record<string, CaptureReason>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  InvalidStateError: 'needs-click',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const texts: Readonly<Record<CaptureReason, (name: string, detail: string) => string>> = {
  missing: (name) => `${name}: the device is not there. It is used again once it is back.`,
  'needs-click': (name) => `${name}: needs a click, for the browser asks what to share.`,
  denied: (name) => `${name}: was not allowed. Allow it, then try again.`,
  busy: (name) => `${name}: another program uses the device. Trying again.`,
  'no-sound': (name) => `${name}: no sound was shared. Share again and tick the sound.`,
  ended: (name) => `${name}: the device is gone. It is used again once it is back.`,
  failed: (name, detail) => `${name}: cannot be captured: ${detail}`,
};
