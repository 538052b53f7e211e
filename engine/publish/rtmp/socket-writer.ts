import type { Socket } from 'node:net';
import { Emitter } from '#shared/lib/emitter.ts';

/** Small, so that progress shows even on a link that takes seconds for a key frame. */
const sliceBytes = 16 * 1024;

/**
 * Feeds a socket while its own buffer is low, and counts what the kernel took. Holds little itself:
 * callers write more only when `isLow`.
 */
export class SocketWriter {
  readonly #socket: Socket;
  readonly #lowWaterBytes: number;
  readonly #waiting: Uint8Array[] = [];
  readonly #didAccept = new Emitter<void>();
  #writtenBytes = 0;
  #acceptedBytes = 0;

  /** `lowWaterBytes`: how much may sit in the socket's buffer in this process. */
  constructor(socket: Socket, lowWaterBytes: number) {
    this.#socket = socket;
    this.#lowWaterBytes = lowWaterBytes;
  }

  /** The kernel took some more. */
  readonly onDidAccept = this.#didAccept.event;

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  get acceptedBytes(): number {
    return this.#acceptedBytes;
  }

  get isLow(): boolean {
    return this.#waiting.length === 0 && this.#socket.writableLength < this.#lowWaterBytes;
  }

  get isDrained(): boolean {
    return this.#acceptedBytes === this.#writtenBytes;
  }

  /** Resolves when the kernel has everything; never, if the socket breaks before. */
  drained(): Promise<void> {
    if (this.isDrained) return Promise.resolve();
    return new Promise((resolve) => {
      this.#didAccept.event(() => {
        if (this.isDrained) resolve();
      });
    });
  }

  write(bytes: Uint8Array): void {
    this.#writtenBytes += bytes.byteLength;
    for (let offset = 0; offset < bytes.byteLength; offset += sliceBytes) {
      this.#waiting.push(bytes.subarray(offset, offset + sliceBytes));
    }
    this.#feed();
  }

  #feed(): void {
    while (this.#socket.writable && this.#socket.writableLength < this.#lowWaterBytes) {
      const slice = this.#waiting.shift();
      if (!slice) return;
      this.#socket.write(slice, (error) => {
        if (error) return;
        this.#acceptedBytes += slice.byteLength;
        this.#feed();
        this.#didAccept.emit();
      });
    }
  }
}
