import { videoFormatSchema } from '#shared/model/packet.ts';
import { decodeMediaFrame, encodeMediaFrame } from '#shared/protocol/media-frame.ts';
import type { MediaFrame } from '#shared/protocol/media-frame.ts';
import { readCounter } from '#shared/model/test-pattern.ts';

interface ReceivedVideo {
  readonly isKey: boolean;
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The engine's end of the media channel, and a decoder to look at what came. */
export class EngineEnd {
  readonly formats: { codecString: string; description: Uint8Array<ArrayBuffer> }[] = [];
  readonly video: ReceivedVideo[] = [];
  readonly #port: MessagePort;

  constructor(port: MessagePort, credit: number) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
      this.#receive(decodeMediaFrame(data));
    };
    this.grant(credit);
  }

  grant(bytes: number): void {
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, bytes);
    this.#send('credit', payload);
  }

  requestKeyFrame(): void {
    this.#send('keyFrameRequest', new Uint8Array(0));
  }

  /** Decodes everything that came, from the first key frame on. */
  async decode(): Promise<{ counter: number | null; timestampUs: number; corner: number[] }[]> {
    const [format] = this.formats;
    if (!format) throw new Error('no format came');
    const decoded: { counter: number | null; timestampUs: number; corner: number[] }[] = [];
    const reading: Promise<void>[] = [];
    const decoder = new VideoDecoder({
      output: (frame) => {
        reading.push(
          readFrame(frame).then((read) => {
            decoded.push(read);
          }),
        );
      },
      error: (error) => {
        throw error;
      },
    });
    decoder.configure({ codec: format.codecString, description: format.description });
    for (const { isKey, timestampUs, data } of this.video) {
      decoder.decode(
        new EncodedVideoChunk({ type: isKey ? 'key' : 'delta', timestamp: timestampUs, data }),
      );
    }
    await decoder.flush();
    decoder.close();
    await Promise.all(reading);
    return decoded;
  }

  #receive(frame: MediaFrame): void {
    if (frame.kind === 'videoFormat') {
      const view = new DataView(frame.payload.buffer, frame.payload.byteOffset);
      const length = view.getUint32(0);
      const json: unknown = JSON.parse(
        new TextDecoder().decode(frame.payload.subarray(4, 4 + length)),
      );
      const { codecString } = videoFormatSchema.parse(json);
      this.formats.push({ codecString, description: frame.payload.slice(4 + length) });
    }
    if (frame.kind === 'video') {
      const { isKey, timestampUs, durationUs, payload } = frame;
      this.video.push({ isKey, timestampUs, durationUs, data: payload.slice() });
    }
  }

  #send(kind: 'credit' | 'keyFrameRequest', payload: Uint8Array): void {
    this.#port.postMessage(
      encodeMediaFrame({ kind, isKey: false, index: 0, timestampUs: 0, durationUs: 0, payload }),
    );
  }
}

/** The counter, and Y, U and V in the picture's upper left. */
async function readFrame(
  frame: VideoFrame,
): Promise<{ counter: number | null; timestampUs: number; corner: number[] }> {
  const { displayWidth: width, displayHeight: height, timestamp: timestampUs } = frame;
  const data = new Uint8Array(frame.allocationSize());
  const [luma, u, v] = await frame.copyTo(data);
  frame.close();
  if (!luma || !u || !v) throw new Error('not planar');
  const counter = readCounter(data.subarray(luma.offset), width, height, luma.stride);
  const at = (plane: PlaneLayout, x: number, y: number): number =>
    data[plane.offset + y * plane.stride + x] ?? 0;
  return { counter, timestampUs, corner: [at(luma, 20, 20), at(u, 10, 10), at(v, 10, 10)] };
}
