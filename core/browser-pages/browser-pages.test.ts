import { describe, expect, it } from 'vitest';
import { Emitter } from '#shared/lib/emitter.ts';
import { sourceSchema, type Source } from '#shared/model/source.ts';
import { decodePageFrame, type PageFrame } from '#shared/protocol/page-frame.ts';
import { BrowserPages } from './browser-pages.ts';
import { PageFrameFeed } from './page-frame-feed.ts';
import type { BrowserPage, PageRenderer } from './page-renderer.ts';

class FakeRenderer implements PageRenderer {
  readonly availability;
  readonly painted = new Emitter<PageFrame>();
  readonly onDidPaint = this.painted.event;
  readonly opened: BrowserPage[] = [];

  constructor(available = true) {
    this.availability = { available, notice: null };
  }

  open(page: BrowserPage) {
    this.opened.push(page);
    return { close: () => this.opened.splice(this.opened.indexOf(page), 1) };
  }

  close() {
    this.opened.length = 0;
  }
}

function page(id: string, more: Record<string, unknown> = {}): Source {
  return sourceSchema.parse({
    kind: 'browser-page',
    id,
    name: id,
    url: 'https://a.example/',
    ...more,
  });
}

function picture(sourceId: string, value = 0): PageFrame {
  return { sourceId, width: 1, height: 1, encoding: 'bgra', bytes: new Uint8Array(4).fill(value) };
}

describe('BrowserPages', () => {
  it('follows the document', () => {
    const renderer = new FakeRenderer();
    const pages = new BrowserPages(renderer);
    const colour = sourceSchema.parse({ kind: 'colour', id: 'c', name: 'c', colour: '#000000' });
    pages.update([page('a'), page('b'), colour]);
    const [first] = renderer.opened;
    pages.update([page('a', { name: 'renamed' }), page('c')]);
    expect(renderer.opened.map(({ sourceId }) => sourceId)).toEqual(['a', 'c']);
    expect(renderer.opened[0]).toBe(first);
    pages.update([page('a', { css: 'body{}' })]);
    expect(renderer.opened).toMatchObject([{ sourceId: 'a', css: 'body{}' }]);
    pages.close();
    expect(renderer.opened).toEqual([]);
  });

  it('keeps the newest picture of open pages', () => {
    const renderer = new FakeRenderer();
    const pages = new BrowserPages(renderer);
    pages.update([page('a')]);
    renderer.painted.emit(picture('a', 1));
    renderer.painted.emit(picture('a', 2));
    renderer.painted.emit(picture('gone'));
    expect(pages.pictures).toEqual([picture('a', 2)]);
    pages.update([]);
    expect(pages.pictures).toEqual([]);
  });

  it('opens nothing where there is no renderer', () => {
    const renderer = new FakeRenderer(false);
    new BrowserPages(renderer).update([page('a')]);
    expect(renderer.opened).toEqual([]);
  });
});

describe('PageFrameFeed', () => {
  function feed() {
    const painted = new Emitter<PageFrame>();
    const sent: string[] = [];
    const source = { pictures: [picture('a', 9)], onDidPaint: painted.event };
    const frames = new PageFrameFeed(source, (message) => {
      const { sourceId, bytes } = decodePageFrame(message);
      sent.push(`${sourceId}${bytes[0]}`);
    });
    return { painted, sent, frames };
  }

  it('keeps only the newest picture while the page is busy', () => {
    const { painted, sent, frames } = feed();
    for (const value of [1, 2, 3, 4]) painted.emit(picture('a', value));
    painted.emit(picture('b', 1));
    expect(sent).toEqual(['a9', 'a1', 'b1']);
    frames.taken('a');
    expect(sent).toEqual(['a9', 'a1', 'b1', 'a4']);
    frames.taken('a');
    frames.taken('a');
    painted.emit(picture('a', 5));
    expect(sent.at(-1)).toBe('a5');
  });

  it('is not confused by answers that it did not ask for', () => {
    const { painted, sent, frames } = feed();
    for (const answer of ['unknown', 7, null, 'a', 'a', 'a']) frames.taken(answer);
    for (const value of [1, 2, 3]) painted.emit(picture('a', value));
    expect(sent).toEqual(['a9', 'a1', 'a2']);
    frames.close();
    painted.emit(picture('a', 4));
    expect(sent).toHaveLength(3);
  });
});
