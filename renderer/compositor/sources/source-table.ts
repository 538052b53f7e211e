import type { SourceKind, SourceOf } from '#shared/model/source.ts';
import { makeColourSource } from './colour.ts';
import { ImageSource } from './image.ts';
import { LiveSource } from './live.ts';
import { MediaSource } from './media.ts';
import type { LiveInput, PictureSource, SoundInput, SourceContext } from './picture-source.ts';
import { TestPatternSource } from './test-pattern.ts';
import { makeTextSource } from './text.ts';

export type AnySource = PictureSource & Partial<LiveInput> & Partial<SoundInput>;

interface TableContext extends SourceContext {
  readonly fps: () => number;
}

/** How each kind of source is made; null for kinds that only sound. */
export const sourceTable: {
  readonly [K in SourceKind]: ((source: SourceOf<K>, context: TableContext) => AnySource) | null;
} = {
  display: (source, context) => new LiveSource(source, context),
  window: (source, context) => new LiveSource(source, context),
  camera: (source, context) => new LiveSource(source, context),
  microphone: null,
  'system-audio': null,
  media: (source, context) => new MediaSource(source, context),
  image: (source, context) => new ImageSource(source, context),
  text: makeTextSource,
  colour: makeColourSource,
  'browser-page': (source, context) => new LiveSource(source, context),
  'test-pattern': (source, context) => new TestPatternSource(source, context.fps),
};

export function makeSource<K extends SourceKind>(
  source: SourceOf<K>,
  context: TableContext,
): AnySource | null {
  return sourceTable[source.kind as K]?.(source, context) ?? null;
}
