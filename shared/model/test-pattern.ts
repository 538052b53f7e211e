/**
 * The machine-readable part of the test pattern: what the compositor draws and what every
 * measurement reads. All rectangles are fractions of the picture, so the code survives scaling.
 *
 * - Counter: one row of 32 square-ish cells across the picture, white is 1, most significant first:
 *   24 bits of frame number (modulo 2^24), then 8 bits of checksum.
 * - Flash: a patch that is white during the first 100 ms of each full second of the program clock,
 *   while a 1 kHz tone sounds; else it is black.
 */
export const counterBits = 24;
export const checksumBits = 8;
export const counterCells = counterBits + checksumBits;
export const counterModulus = 2 ** counterBits;
export const counterBand = { x: 0, y: 0.8, width: 1, height: 0.1 } as const;
export const flashPatch = { x: 0.4, y: 0.1, width: 0.2, height: 0.2 } as const;
export const flashUs = 100_000;
export const flashPeriodUs = 1_000_000;
export const toneHz = 1000;
/** Peak, of full scale: −12 dBFS. */
export const toneAmplitude = 0.25;

/** XOR of the counter's three bytes, inverted, so that an all-black picture is not a valid code. */
export function counterChecksum(counter: number): number {
  return ~((counter >> 16) ^ (counter >> 8) ^ counter) & 0xff;
}

/** The cells for frame `frameNumber`, left to right. */
export function counterToCells(frameNumber: number): boolean[] {
  const counter = frameNumber % counterModulus;
  const code = counter * 2 ** checksumBits + counterChecksum(counter);
  return Array.from(
    { length: counterCells },
    (_, cell) => Math.floor(code / 2 ** (counterCells - 1 - cell)) % 2 === 1,
  );
}

/** The frame number modulo 2^24, or null when the checksum does not fit. */
export function cellsToCounter(cells: readonly boolean[]): number | null {
  if (cells.length !== counterCells) return null;
  const code = cells.reduce((sum, cell) => sum * 2 + (cell ? 1 : 0), 0);
  const counter = Math.floor(code / 2 ** checksumBits);
  return counterChecksum(counter) === code % 2 ** checksumBits ? counter : null;
}

/**
 * Reads the counter from a luma plane: `stride` bytes a row, 8 bits a pixel. Samples the middle of
 * each cell against mid grey.
 */
export function readCounter(
  luma: Uint8Array,
  width: number,
  height: number,
  stride: number,
): number | null {
  const y = Math.round((counterBand.y + counterBand.height / 2) * height);
  const cells = Array.from({ length: counterCells }, (_, cell) => {
    const x = Math.round(((cell + 0.5) / counterCells) * width);
    return (luma[y * stride + x] ?? 0) > 127;
  });
  return cellsToCounter(cells);
}

/** Whether the flash is lit, from a luma plane. */
export function readFlash(
  luma: Uint8Array,
  width: number,
  height: number,
  stride: number,
): boolean {
  const y = Math.round((flashPatch.y + flashPatch.height / 2) * height);
  const x = Math.round((flashPatch.x + flashPatch.width / 2) * width);
  return (luma[y * stride + x] ?? 0) > 127;
}

export function isFlashAt(timestampUs: number): boolean {
  return timestampUs % flashPeriodUs < flashUs;
}
