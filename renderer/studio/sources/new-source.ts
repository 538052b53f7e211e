import { assertNever } from '#shared/lib/assert-never.ts';
import { newId } from '#shared/model/id.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { audioStripSchema, type Source, type SourceKind } from '#shared/model/source.ts';
import { text } from '../text.ts';
import { uniqueNameFrom } from '../unique-name.ts';

/** In the order in which they are offered. */
export const sourceKinds: readonly SourceKind[] = [
  'camera',
  'display',
  'window',
  'image',
  'media',
  'text',
  'microphone',
  'system-audio',
  'browser-page',
  'colour',
  'test-pattern',
];

/**
 * A source as the add dialog begins with it. Files, texts and addresses are empty: the schema asks
 * for them.
 */
export function newSource(
  kind: SourceKind,
  { sources, canvas }: Pick<SceneCollection, 'sources' | 'canvas'>,
): Source {
  const base = {
    id: newId(),
    name: uniqueNameFrom(
      sources.map(({ name }) => name),
      text(`kind.${kind}`),
    ),
    audio: audioStripSchema.parse({}),
  };
  const device = { deviceId: '', deviceLabel: '' };
  switch (kind) {
    case 'display':
      return { ...base, kind, displayId: '', showCursor: true };
    case 'window':
      return { ...base, kind, windowTitle: '', windowId: '' };
    case 'camera':
      return { ...base, kind, ...device, width: 1280, height: 720, fps: 30 };
    case 'microphone':
      return { ...base, kind, ...device, echoCancellation: false, noiseSuppression: false };
    case 'system-audio':
      return { ...base, kind };
    case 'media':
      return { ...base, kind, file: '', loop: true };
    case 'image':
      return { ...base, kind, file: '' };
    case 'text':
      return {
        ...base,
        kind,
        text: '',
        fontFamily: 'sans-serif',
        fontSizePx: 64,
        fontWeight: 400,
        colour: '#ffffff',
        align: 'left',
      };
    case 'colour':
      return { ...base, kind, colour: '#1b5cb8', ...canvas };
    case 'browser-page':
      return { ...base, kind, url: '', width: 1280, height: 720, css: '' };
    case 'test-pattern':
      return { ...base, kind, ...canvas };
    default:
      return assertNever(kind);
  }
}
