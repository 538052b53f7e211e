import type { SourceOf } from '#shared/model/source.ts';
import { cssColour, nextPictureVersion } from '../raster/picture.ts';
import { parseColour } from './colour.ts';
import { stillSource } from './picture-source.ts';
import type { PictureSource } from './picture-source.ts';

const lineHeight = 1.2;
/** Chromium draws no larger canvas. */
const maxSidePx = 16_384;
const genericFamilies = ['serif', 'sans-serif', 'monospace', 'cursive', 'fantasy', 'system-ui'];

/** A CSS font of the source, with a fallback that every system has. */
export function cssFont(source: SourceOf<'text'>): string {
  const { fontFamily, fontSizePx, fontWeight } = source;
  const family = genericFamilies.includes(fontFamily)
    ? fontFamily
    : `"${fontFamily.replace(/["\\\n]/g, '')}", sans-serif`;
  return `${fontWeight} ${fontSizePx}px ${family}`;
}

/** Lines at the newlines of the text; as wide as the widest. */
export function makeTextSource(source: SourceOf<'text'>): PictureSource {
  const lines = source.text.split(/\r\n|\r|\n/);
  const font = cssFont(source);
  const measure = new OffscreenCanvas(1, 1).getContext('2d');
  if (!measure || source.text.trim() === '') return stillSource(null, null);
  measure.font = font;
  const widest = Math.max(...lines.map((line) => measure.measureText(line).width));
  const lineHeightPx = source.fontSizePx * lineHeight;
  const width = Math.min(maxSidePx, Math.max(1, Math.ceil(widest)));
  const height = Math.min(maxSidePx, Math.max(1, Math.ceil(lines.length * lineHeightPx)));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return stillSource(null, null);
  context.font = font;
  context.fillStyle = cssColour(parseColour(source.colour));
  context.textAlign = source.align;
  context.textBaseline = 'middle';
  const x = { left: 0, center: width / 2, right: width }[source.align];
  lines.forEach((line, index) => {
    context.fillText(line, x, (index + 0.5) * lineHeightPx);
  });
  return stillSource(
    { width, height, isOpaque: false },
    { kind: 'bitmap', image: canvas, version: nextPictureVersion(), isStill: true },
  );
}
