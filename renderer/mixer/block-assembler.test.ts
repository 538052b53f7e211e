import { expect, it } from 'vitest';
import { BlockAssembler, tapBlockFrames } from './block-assembler.ts';

const quantum = (from: number): Float32Array =>
  Float32Array.from({ length: 128 }, (_, index) => from + index);

it('joins four quanta into an interleaved block with the frame of its first sample', () => {
  const assembler = new BlockAssembler();
  const blocks = [0, 128, 256, 384].map((frame) =>
    assembler.add(1000 + frame, [quantum(frame), quantum(-frame)], 128),
  );
  expect(blocks.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(blocks[3]?.frame).toBe(1000);
  expect(blocks[3]?.samples).toHaveLength(tapBlockFrames * 2);
  expect([...(blocks[3]?.samples.slice(256, 260) ?? [])]).toEqual([128, -128, 129, -127]);
});

it('is silent where nothing is connected, and hears one channel on both sides', () => {
  const assembler = new BlockAssembler();
  assembler.add(0, [], 128);
  assembler.add(128, [quantum(1)], 128);
  assembler.add(256, [], 128);
  const block = assembler.add(384, [], 128);
  expect([...(block?.samples.slice(254, 260) ?? [])]).toEqual([0, 0, 1, 1, 2, 2]);
});

it('gives each block memory of its own, for blocks are transferred', () => {
  const assembler = new BlockAssembler();
  const first = assembler.add(0, [], tapBlockFrames);
  const second = assembler.add(tapBlockFrames, [], tapBlockFrames);
  expect(second?.frame).toBe(tapBlockFrames);
  expect(second?.samples.buffer).not.toBe(first?.samples.buffer);
});

it('splits a quantum that is longer than what the block lacks', () => {
  const assembler = new BlockAssembler();
  assembler.add(0, [], 500);
  const block = assembler.add(500, [quantum(0)], 128);
  expect(block?.frame).toBe(0);
  expect(block?.samples.at(-1)).toBe(11);
  expect(assembler.add(628, [], 396)?.frame).toBe(tapBlockFrames);
});
