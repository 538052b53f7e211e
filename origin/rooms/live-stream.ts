import { Emitter } from '#shared/lib/emitter.ts';
import type { FlvTag } from '#shared/protocol/flv.ts';
import { encodeFlvTag, flvBodyKind } from '#shared/protocol/flv.ts';

/** A tag as viewers get it: framed once for all of them. */
export interface LiveTag {
  readonly bytes: Uint8Array;
  readonly isKeyFrame: boolean;
  /** Belongs to every viewer, whatever else it leaves out. */
  readonly isHeader: boolean;
}

type HeaderKind = 'metadata' | 'video' | 'audio';

/** A group of pictures that grows beyond this is not kept; viewers then wait for the next key frame. */
const maxGroupBytes = 32 * 1024 * 1024;

/** One publisher's stream: its headers, and everything since the last key frame, for who comes late. */
export class LiveStream {
  readonly name: string;
  readonly #headers = new Map<HeaderKind, LiveTag>();
  readonly #didPublish = new Emitter<LiveTag>();
  readonly #didEnd = new Emitter<void>();
  #group: LiveTag[] = [];
  #groupBytes = 0;
  #videoFrames = 0;

  constructor(name: string) {
    this.name = name;
  }

  readonly onDidPublish = this.#didPublish.event;
  readonly onDidEnd = this.#didEnd.event;

  get videoFrames(): number {
    return this.#videoFrames;
  }

  /** Where a new viewer begins. */
  get backlog(): readonly LiveTag[] {
    return [...this.#headers.values(), ...this.#group];
  }

  publish(tag: FlvTag): void {
    const bodyKind = flvBodyKind(tag.type, tag.body);
    const isHeader = tag.type === 'script' || bodyKind === 'sequence-header';
    const isKeyFrame = bodyKind === 'key-frame';
    const live: LiveTag = { bytes: encodeFlvTag(tag), isKeyFrame, isHeader };
    if (isHeader) this.#headers.set(tag.type === 'script' ? 'metadata' : tag.type, live);
    else this.#cache(live);
    if (isKeyFrame || bodyKind === 'inter-frame') this.#videoFrames += 1;
    this.#didPublish.emit(live);
  }

  end(): void {
    this.#didEnd.emit();
    this.#didPublish.close();
    this.#didEnd.close();
  }

  #cache(tag: LiveTag): void {
    if (tag.isKeyFrame) {
      this.#group = [];
      this.#groupBytes = 0;
    } else if (this.#group.length === 0) {
      return;
    }
    this.#group.push(tag);
    this.#groupBytes += tag.bytes.byteLength;
    if (this.#groupBytes > maxGroupBytes) this.#group = [];
  }
}
