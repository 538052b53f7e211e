import { readFile } from 'node:fs/promises';
import { listProcesses } from '#core/health/process-list.ts';
import { treeOf } from '#core/health/process-tree.ts';
import type { Closable } from '#shared/lib/closable.ts';

const sampleEveryMs = 250;
/** Reading it costs the kernel a walk through all pages. */
const memoryEverySamples = 20;

/**
 * CPU time and memory of a process and all that it starts. What a process used until it ended stays
 * counted, but for what it did after the last sample. Memory is proportional (Pss): a page that several
 * processes map counts once, so that programs of one process and of many can be compared.
 */
export class ProcessTree implements Closable {
  readonly #cpuMs = new Map<number, number>();
  readonly #rootPid: number;
  readonly #timer: NodeJS.Timeout;
  #samples = 0;
  peakMemoryMb = 0;

  constructor(rootPid: number) {
    this.#rootPid = rootPid;
    this.#timer = setInterval(() => void this.sample(), sampleEveryMs);
  }

  /** CPU seconds used so far. */
  async sample(): Promise<number> {
    // What was seen once stays counted even if its parent is gone.
    const rows = treeOf(await listProcesses(), [this.#rootPid, ...this.#cpuMs.keys()]);
    for (const { pid, cpuMs } of rows) {
      this.#cpuMs.set(pid, Math.max(cpuMs, this.#cpuMs.get(pid) ?? 0));
    }
    if (this.#samples++ % memoryEverySamples === 0) await this.#sampleMemory(rows);
    return [...this.#cpuMs.values()].reduce((sum, ms) => sum + ms, 0) / 1000;
  }

  async #sampleMemory(rows: readonly { readonly pid: number }[]): Promise<void> {
    const shares = await Promise.all(rows.map(({ pid }) => proportionalKb(pid)));
    const memoryMb = shares.reduce((sum, kb) => sum + kb, 0) / 1000;
    this.peakMemoryMb = Math.max(this.peakMemoryMb, memoryMb);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** proc(5), `/proc/pid/smaps_rollup`; 0 for a process that has just ended. */
async function proportionalKb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
}
