import { describe, expect, it } from 'vitest';
import { formatBytes, formatDb, formatDuration, formatRate } from './format.ts';

describe('format', () => {
  it.each([
    [0, '0:00'],
    [61_000, '1:01'],
    [3_723_999, '1:02:03'],
    [-5, '0:00'],
  ])('duration %d ms', (durationMs, words) => {
    expect(formatDuration(durationMs)).toBe(words);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [12_300_000, '12.3 MB'],
    [1.2e9, '1.2 GB'],
  ])('%d bytes', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  it.each([
    [-Infinity, '−∞ dB'],
    [-6, '−6.0 dB'],
    [-0.01, '0.0 dB'],
    [3.5, '3.5 dB'],
  ])('%d dB', (db, words) => {
    expect(formatDb(db)).toBe(words);
  });

  it('rates in megabits', () => {
    expect(formatRate(5984)).toBe('5.98 Mb/s');
  });
});
