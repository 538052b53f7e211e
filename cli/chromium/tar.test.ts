import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar } from './tar.ts';

function entry(name: string, content: string, mode = '0000755', type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(mode, 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}
const end = Buffer.alloc(1024);

describe('readTar', () => {
  it('reads files with their modes and leaves folders out', () => {
    const archive = Buffer.concat([
      entry('lib/', '', '0000755', '5'),
      entry('lib/a.so', 'a'.repeat(600)),
      entry('b.txt', 'b', '0000644'),
      end,
    ]);
    const entries = readTar(archive).map(({ path, mode, content }) => [path, mode, content.length]);
    expect(entries).toEqual([
      ['lib/a.so', 0o755, 600],
      ['b.txt', 0o644, 1],
    ]);
  });
  it('refuses a path that leads out', () => {
    expect(() => readTar(Buffer.concat([entry('../evil', 'x'), end]))).toThrow('outside');
  });
  it('refuses an archive that is cut off', () => {
    expect(() => readTar(entry('a', 'x'.repeat(2000)).subarray(0, 1024))).toThrow('ends within a');
  });
  it('ends for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2048 }), (bytes) => {
        try {
          expect(readTar(bytes).length).toBeLessThanOrEqual(4);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
