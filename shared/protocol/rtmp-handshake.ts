import { concatBytes } from './bytes.ts';
import { RtmpError } from './rtmp-message.ts';

/** Adobe RTMP 1.0 specification §5.2: the plain handshake, which every server and client takes. */
const rtmpVersion = 3;
const handshakeBytes = 1536;

/** `length` bytes of chance; Node's `randomBytes` in the engine. */
export type RandomBytes = (length: number) => Uint8Array;

/** C0 and C1, or S0 and S1 (§5.2.2, §5.2.3): version, time 0, four zero bytes, random bytes. */
export function handshakeHello(random: RandomBytes): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(rtmpVersion), new Uint8Array(8), random(handshakeBytes - 8)]);
}

type HandshakeStep = 'hello' | 'echo' | 'done';

/**
 * The receiving half, the same on both sides: version and hello, then the echo, whose content is not
 * checked, because widely used servers do not echo faithfully. Throws `RtmpError` for a wrong version,
 * at its first byte.
 */
export class HandshakeReader {
  #step: HandshakeStep = 'hello';
  #pending: Uint8Array = new Uint8Array(0);

  get isDone(): boolean {
    return this.#step === 'done';
  }

  /** `hello` once it is whole, to be sent back as it is (C2, S2; §5.2.4); `rest` is what follows the handshake, when the handshake is done. */
  push(bytes: Uint8Array): { readonly hello?: Uint8Array; readonly rest: Uint8Array } {
    this.#pending = concatBytes([this.#pending, bytes]);
    const hello = this.#takeHello();
    if (this.#step === 'echo' && this.#pending.byteLength >= handshakeBytes) {
      this.#take(handshakeBytes);
      this.#step = 'done';
    }
    const rest = this.#step === 'done' ? this.#take(this.#pending.byteLength) : new Uint8Array(0);
    return hello ? { hello, rest } : { rest };
  }

  #takeHello(): Uint8Array | undefined {
    const [version] = this.#pending;
    if (this.#step !== 'hello' || version === undefined) return undefined;
    // §5.2.2: 0 to 2 are older, 4 to 31 reserved; from 32 on it is text, another protocol.
    if (version !== rtmpVersion) throw new RtmpError('bad-version', `RTMP version ${version}`);
    if (this.#pending.byteLength < 1 + handshakeBytes) return undefined;
    this.#step = 'echo';
    return this.#take(1 + handshakeBytes).subarray(1);
  }

  #take(length: number): Uint8Array {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}
