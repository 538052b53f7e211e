import type { Closable } from '#shared/lib/closable.ts';
import type { Event } from '#shared/lib/emitter.ts';
import { encodePageFrame, type PageFrame } from '#shared/protocol/page-frame.ts';

/** Where the pictures of browser-page sources come from. */
export interface PageFrameSource {
  readonly pictures: readonly PageFrame[];
  readonly onDidPaint: Event<PageFrame>;
}

interface Flow {
  unanswered: number;
  newest: PageFrame | undefined;
}

/** One is on its way while the page decodes the other. */
const maxUnanswered = 2;

/**
 * Sends one page the newest picture of each source, then each new one. The page answers a picture
 * with its source's id once it took it; until then only the newest of the others is kept.
 */
export class PageFrameFeed implements Closable {
  readonly #send: (message: Uint8Array<ArrayBuffer>) => void;
  readonly #flows = new Map<string, Flow>();
  readonly #subscription: Closable;

  constructor(source: PageFrameSource, send: (message: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
    this.#subscription = source.onDidPaint((frame) => {
      this.#offer(frame);
    });
    for (const frame of source.pictures) this.#offer(frame);
  }

  /** `sourceId` is what the page said; anything may be in it. */
  taken(sourceId: unknown): void {
    const flow = typeof sourceId === 'string' ? this.#flows.get(sourceId) : undefined;
    if (!flow || flow.unanswered === 0) return;
    flow.unanswered -= 1;
    const { newest } = flow;
    flow.newest = undefined;
    if (newest) this.#offer(newest);
  }

  close(): void {
    this.#subscription.close();
    this.#flows.clear();
  }

  #offer(frame: PageFrame): void {
    const flow = this.#flows.get(frame.sourceId) ?? { unanswered: 0, newest: undefined };
    this.#flows.set(frame.sourceId, flow);
    if (flow.unanswered >= maxUnanswered) {
      flow.newest = frame;
      return;
    }
    flow.unanswered += 1;
    this.#send(encodePageFrame(frame));
  }
}
