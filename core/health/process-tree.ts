import type { Clock } from '#shared/lib/clock.ts';
import { listProcesses, type ProcessRow } from './process-list.ts';

export interface Usage {
  /** 1 is one core kept busy since the last sample. */
  readonly cpuCores: number;
  /** Resident sets summed, so memory that processes share counts more than once. */
  readonly memoryMb: number;
}

/** How much of the machine Tallylight takes. Electron's own metrics may stand in for `ProcessTree`. */
export interface UsageSource {
  sample(): Promise<Usage>;
}

export interface ProcessTreeOptions {
  /** This process and whatever else was started for it, such as a browser that detached itself. */
  readonly rootPids: () => readonly number[];
  readonly clock: Clock;
  readonly list?: () => Promise<ProcessRow[]>;
}

/** The whole tree of processes below the roots. */
export class ProcessTree implements UsageSource {
  readonly #options: ProcessTreeOptions;
  #lastUs: number | null = null;
  #cpuMs: ReadonlyMap<number, number> = new Map();

  constructor(options: ProcessTreeOptions) {
    this.#options = options;
  }

  /** The first sample has no CPU. */
  async sample(): Promise<Usage> {
    const { rootPids, clock, list = listProcesses } = this.#options;
    const rows = treeOf(await list(), rootPids());
    const nowUs = clock.nowUs();
    const elapsedMs = this.#lastUs === null ? 0 : (nowUs - this.#lastUs) / 1000;
    // A process that is new since the last sample spent all its time since then.
    const spentMs = rows.reduce(
      (sum, { pid, cpuMs }) => sum + Math.max(0, cpuMs - (this.#cpuMs.get(pid) ?? 0)),
      0,
    );
    this.#lastUs = nowUs;
    this.#cpuMs = new Map(rows.map(({ pid, cpuMs }) => [pid, cpuMs]));
    const memoryBytes = rows.reduce((sum, row) => sum + row.memoryBytes, 0);
    return {
      cpuCores: elapsedMs > 0 ? spentMs / elapsedMs : 0,
      memoryMb: memoryBytes / 1024 / 1024,
    };
  }
}

/** The rows of the roots and of all below them. */
export function treeOf(rows: readonly ProcessRow[], rootPids: readonly number[]): ProcessRow[] {
  const children = Map.groupBy(rows, ({ parentPid }) => parentPid);
  const found = new Map<number, ProcessRow>();
  const open = rows.filter(({ pid }) => rootPids.includes(pid));
  for (let row = open.pop(); row; row = open.pop()) {
    if (found.has(row.pid)) continue;
    found.set(row.pid, row);
    open.push(...(children.get(row.pid) ?? []));
  }
  return [...found.values()];
}
