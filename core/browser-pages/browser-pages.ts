import type { Closable } from '#shared/lib/closable.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { Source } from '#shared/model/source.ts';
import type { PageFrame } from '#shared/protocol/page-frame.ts';
import type { BrowserPage, PageRenderer } from './page-renderer.ts';

interface OpenPage {
  readonly key: string;
  readonly page: Closable;
}

/** Keeps the pages open that the document's sources ask for, and the newest picture of each. */
export class BrowserPages implements Closable {
  readonly onDidPaint: Event<PageFrame>;
  readonly #renderer: PageRenderer;
  readonly #painted = new Emitter<PageFrame>();
  readonly #open = new Map<string, OpenPage>();
  readonly #pictures = new Map<string, PageFrame>();
  readonly #subscription: Closable;

  constructor(renderer: PageRenderer) {
    this.#renderer = renderer;
    this.onDidPaint = this.#painted.event;
    this.#subscription = renderer.onDidPaint((frame) => {
      if (!this.#open.has(frame.sourceId)) return;
      this.#pictures.set(frame.sourceId, frame);
      this.#painted.emit(frame);
    });
  }

  /** The newest picture of each page: a page that stands still paints no more for late comers. */
  get pictures(): readonly PageFrame[] {
    return [...this.#pictures.values()];
  }

  /** Opens, closes and reopens what differs from the last call. */
  update(sources: readonly Source[]): void {
    const wanted = new Map(sources.flatMap(asPage).map((page) => [page.sourceId, page]));
    for (const [sourceId, { key, page }] of this.#open) {
      const next = wanted.get(sourceId);
      if (next && keyOf(next) === key) wanted.delete(sourceId);
      else {
        page.close();
        this.#open.delete(sourceId);
        this.#pictures.delete(sourceId);
      }
    }
    if (!this.#renderer.availability.available) return;
    for (const page of wanted.values()) {
      this.#open.set(page.sourceId, { key: keyOf(page), page: this.#renderer.open(page) });
    }
  }

  close(): void {
    this.update([]);
    this.#subscription.close();
    this.#painted.close();
  }
}

function asPage(source: Source): BrowserPage[] {
  if (source.kind !== 'browser-page') return [];
  const { id, url, width, height, css } = source;
  return [{ sourceId: id, url, width, height, css }];
}

function keyOf({ url, width, height, css }: BrowserPage): string {
  return JSON.stringify([url, width, height, css]);
}
