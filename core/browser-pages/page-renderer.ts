import type { Closable } from '#shared/lib/closable.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { SourceOf } from '#shared/model/source.ts';
import type { PageFrame } from '#shared/protocol/page-frame.ts';

/** What a browser-page source asks for. */
export type BrowserPage = Pick<SourceOf<'browser-page'>, 'url' | 'width' | 'height' | 'css'> & {
  readonly sourceId: string;
};

export interface PageRendererAvailability {
  readonly available: boolean;
  /** For the person, why not. */
  readonly notice: string | null;
}

/**
 * Draws web pages off screen: an offscreen window in Electron, a headless Chromium elsewhere. A page
 * that fails to load or crashes is tried again every 5 s.
 */
export interface PageRenderer extends Closable {
  readonly availability: PageRendererAvailability;
  /** Pages paint when they change, not at a rate. */
  readonly onDidPaint: Event<PageFrame>;
  open(page: BrowserPage): Closable;
}
