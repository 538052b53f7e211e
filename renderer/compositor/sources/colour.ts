import type { SourceOf } from '#shared/model/source.ts';
import { stillSource } from './picture-source.ts';
import type { PictureSource } from './picture-source.ts';

/** `#rrggbb` or `#rrggbbaa` as bytes. */
export function parseColour(colour: string): readonly [number, number, number, number] {
  const value = (start: number): number => Number.parseInt(colour.slice(start, start + 2), 16);
  return [value(1), value(3), value(5), colour.length > 7 ? value(7) : 255];
}

export function makeColourSource(source: SourceOf<'colour'>): PictureSource {
  const rgba = parseColour(source.colour);
  const { width, height } = source;
  return stillSource({ width, height, isOpaque: rgba[3] === 255 }, { kind: 'colour', rgba });
}
