import { listProcesses } from '#core/health/process-list.ts';
import { treeOf } from '#core/health/process-tree.ts';
import type { Closable } from '#shared/lib/closable.ts';

const sampleEveryMs = 250;

/**
 * CPU time and memory of a process and all that it starts. What a process used until it ended stays
 * counted, but for what it did after the last sample. Resident memory counts shared pages once for
 * each process that maps them.
 */
export class ProcessTree implements Closable {
  readonly #cpuMs = new Map<number, number>();
  readonly #rootPid: number;
  readonly #timer: NodeJS.Timeout;
  peakResidentMb = 0;

  constructor(rootPid: number) {
    this.#rootPid = rootPid;
    this.#timer = setInterval(() => void this.sample(), sampleEveryMs);
  }

  /** CPU seconds used so far. */
  async sample(): Promise<number> {
    // What was seen once stays counted even if its parent is gone.
    const rows = treeOf(await listProcesses(), [this.#rootPid, ...this.#cpuMs.keys()]);
    let residentBytes = 0;
    for (const { pid, cpuMs, memoryBytes } of rows) {
      this.#cpuMs.set(pid, Math.max(cpuMs, this.#cpuMs.get(pid) ?? 0));
      residentBytes += memoryBytes;
    }
    this.peakResidentMb = Math.max(this.peakResidentMb, residentBytes / 1e6);
    return [...this.#cpuMs.values()].reduce((sum, ms) => sum + ms, 0) / 1000;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
