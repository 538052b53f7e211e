import { expect, test } from 'vitest';
import { systemClock } from '#shared/lib/clock.ts';
import { listProcesses, parseCimLine, parseProcStat, parsePsLine } from './process-list.ts';
import type { ProcessRow } from './process-list.ts';
import { ProcessTree, treeOf } from './process-tree.ts';

const row = (pid: number, parentPid: number, cpuMs = 0, memoryMb = 0): ProcessRow => ({
  pid,
  parentPid,
  cpuMs,
  memoryBytes: memoryMb * 1024 * 1024,
});

test('the tree is the roots and all below them, once', () => {
  const rows = [row(1, 0), row(10, 1), row(11, 10), row(12, 11), row(20, 1), row(30, 1), row(0, 0)];
  const pids = (roots: number[]): number[] =>
    treeOf(rows, roots)
      .map(({ pid }) => pid)
      .toSorted();
  expect(pids([10, 11])).toEqual([10, 11, 12]);
  expect(pids([20, 99])).toEqual([20]);
});

test('CPU is what the tree spent between samples, its new and ended processes included', async () => {
  let nowUs = 0;
  let rows = [row(10, 1, 5000, 100), row(11, 10, 700, 50)];
  const clock = { ...systemClock, nowUs: () => nowUs };
  const tree = new ProcessTree({ rootPids: () => [10], clock, list: () => Promise.resolve(rows) });
  expect(await tree.sample()).toEqual({ cpuCores: 0, memoryMb: 150 });
  nowUs += 1e6;
  rows = [row(10, 1, 5600, 100), row(12, 10, 900, 30)];
  expect(await tree.sample()).toEqual({ cpuCores: 1.5, memoryMb: 130 });
});

test('this process is on the list, with what it took', async () => {
  const own = (await listProcesses()).find(({ pid }) => pid === process.pid);
  expect(own).toMatchObject({ parentPid: process.ppid });
  expect(own?.cpuMs).toBeGreaterThan(0);
  expect(own?.memoryBytes).toBeGreaterThan(1024 * 1024);
});

test('reads what the platforms write', () => {
  const stat = `42 (a) b (c)) S 7 42 42 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 1 0 99 1000000 256 1844`;
  expect(parseProcStat(stat)).toEqual(row(42, 7, 2000, 1));
  expect(parsePsLine('  42     7   2048 1-02:03:04.50')).toEqual(row(42, 7, 93_784_500, 2));
  expect(parsePsLine('42 7 2048 0:00.25')).toEqual(row(42, 7, 250, 2));
  expect(parseCimLine('42 7 20000 1048576\r')).toEqual(row(42, 7, 2, 1));
});
