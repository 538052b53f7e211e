import type { FromCompositor, ToCompositor } from '#renderer/compositor/messages.ts';
import { ProgramEncoder } from '#renderer/compositor/encode/video-encoder.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import { EngineEnd } from './engine-end.ts';

type FromKind<K extends FromCompositor['kind']> = Extract<FromCompositor, { kind: K }>;

/** What the tests reach through `page.evaluate`. */
export class Harness {
  readonly worker = new Worker(new URL('../../../renderer/compositor/worker.ts', import.meta.url), {
    type: 'module',
  });
  readonly messages: FromCompositor[] = [];
  readonly errors: string[] = [];
  readonly #waiting = new Set<() => void>();
  engine: EngineEnd | null = null;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<FromCompositor>) => {
      this.messages.push(data);
      for (const wake of [...this.#waiting]) wake();
    };
    this.worker.onerror = ({ message }) => {
      this.errors.push(message);
    };
  }

  send(message: ToCompositor, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  /** The next message of a kind, from now on. */
  next<K extends FromCompositor['kind']>(kind: K): Promise<FromKind<K>> {
    return this.#find(kind, this.messages.length, () => true);
  }

  /** A message of a kind that was or will be received. */
  any<K extends FromCompositor['kind']>(kind: K): Promise<FromKind<K>> {
    return this.#find(kind, 0, () => true);
  }

  trouble(sourceId: string, isTrouble: boolean): Promise<FromKind<'source-trouble'>> {
    return this.#find(
      'source-trouble',
      0,
      (message) => message.sourceId === sourceId && (message.trouble !== null) === isTrouble,
    );
  }

  /** RGBA of the program's next frame at each point, in output pixels. */
  async grabAt(points: readonly (readonly [number, number])[]): Promise<number[][]> {
    // The frame that is being composed may be one from before what was just sent.
    this.send({ kind: 'grab' });
    await this.next('grabbed');
    const answer = this.next('grabbed');
    this.send({ kind: 'grab' });
    const bitmap = await createImageBitmap((await answer).png);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(bitmap, 0, 0);
    return points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]);
  }

  connectEngine(credit: number): void {
    const { port1, port2 } = new MessageChannel();
    this.engine = new EngineEnd(port1, credit);
    this.send({ kind: 'connect-media', link: { kind: 'port', port: port2 } }, [port2]);
  }

  /** A camera: a track of one colour that never stops until told. */
  sendTrack(sourceId: string, colour: string, width: number, height: number): () => void {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    let controller: ReadableStreamDefaultController<VideoFrame> | null = null;
    const frames = new ReadableStream<VideoFrame>({
      start: (given) => {
        controller = given;
      },
    });
    let timestamp = 0;
    const timer = setInterval(() => {
      context.fillStyle = colour;
      context.fillRect(0, 0, width, height);
      timestamp += 33_333;
      controller?.enqueue(new VideoFrame(canvas, { timestamp }));
    }, 33);
    this.send({ kind: 'set-track', sourceId, frames }, [frames]);
    return () => {
      clearInterval(timer);
      controller?.close();
    };
  }

  #find<K extends FromCompositor['kind']>(
    kind: K,
    from: number,
    accepts: (message: FromKind<K>) => boolean,
  ): Promise<FromKind<K>> {
    return new Promise((resolve) => {
      const look = (): void => {
        for (const message of this.messages.slice(from)) {
          if (message.kind !== kind || !accepts(message as FromKind<K>)) continue;
          this.#waiting.delete(look);
          resolve(message as FromKind<K>);
          return;
        }
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Encodes with a real encoder that reports an error at frame `breakAt`; what came, and how often it began. */
export async function encodeWithBreak(
  output: OutputSettings,
  breakAt: readonly number[],
  frames: number,
): Promise<{
  packets: { isKey: boolean; timestampUs: number }[];
  restarts: number;
  failed: string | null;
}> {
  const packets: { isKey: boolean; timestampUs: number }[] = [];
  let failed: string | null = null;
  let breakNow: () => void = () => undefined;
  const encoder = new ProgramEncoder({
    output,
    nowUs: () => performance.now() * 1000,
    onFormat: () => undefined,
    onPacket: ({ isKey, timestampUs }) => packets.push({ isKey, timestampUs }),
    onFailed: (detail) => {
      failed = detail;
    },
    makeEncoder: (init) => {
      breakNow = () => {
        init.error(new DOMException('broken by the test', 'EncodingError'));
      };
      return new VideoEncoder(init);
    },
  });
  await encoder.start();
  const canvas = new OffscreenCanvas(output.width, output.height);
  canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
  for (let frame = 1; frame <= frames; frame += 1) {
    const picture = new VideoFrame(canvas, { timestamp: frame * 33_333, duration: 33_333 });
    encoder.encode(picture, frame);
    picture.close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (breakAt.includes(frame)) breakNow();
  }
  const { restarts } = encoder;
  encoder.close();
  return { packets, restarts, failed };
}

declare global {
  interface Window {
    harness: Harness;
    newHarness: () => Harness;
    encodeWithBreak: typeof encodeWithBreak;
  }
}

window.encodeWithBreak = encodeWithBreak;
window.newHarness = () => {
  (window.harness as Harness | undefined)?.worker.terminate();
  window.harness = new Harness();
  return window.harness;
};
