import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../bin/tallylight.mjs', import.meta.url));

export interface CliRun {
  readonly child: ChildProcess;
  /** All it printed so far, both streams. */
  readonly text: () => string;
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>;
  /** Resolves when its output contains `text`; rejects when it ends before. */
  waitFor(text: string): Promise<void>;
}

/** Starts `tallylight` with folders of its own, so that what it leaves behind can be read. */
export function runCli(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): CliRun {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...process.env, TALLYLIGHT_DATA: join(folder, 'data'), TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString();
      for (const look of waiting) look();
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    text: () => text,
    ended,
    waitFor: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (text.includes(wanted)) resolve();
        };
        waiting.add(look);
        look();
        void ended.then((code) => {
          reject(new Error(`ended with ${String(code)} before it said "${wanted}":\n${text}`));
        });
      }),
  };
}

export interface TestItem {
  readonly source: Readonly<Record<string, unknown>>;
  readonly scale?: number;
}

/** Writes a collection of one scene, its items at the top left. */
export async function writeCollection(file: string, items: readonly TestItem[]): Promise<string> {
  const collection = {
    format: 'tallylight-scene-collection',
    version: 1,
    name: 'Test',
    canvas: { width: 1280, height: 720 },
    sources: items.map(({ source }, index) => ({
      id: `source-${index}`,
      name: `Source ${index}`,
      ...source,
    })),
    scenes: [
      {
        id: 'scene',
        name: 'Scene',
        items: items.map(({ scale = 1 }, index) => ({
          kind: 'source',
          id: `item-${index}`,
          sourceId: `source-${index}`,
          transform: { scaleX: scale, scaleY: scale },
        })),
      },
    ],
    programSceneId: 'scene',
  };
  await writeFile(file, JSON.stringify(collection));
  return file;
}

/** Processes whose ancestors include `root`, and what the system tells about them. Linux. */
export function descendants(root: number): { pid: number; cmdline: string; environ: string }[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = readProc(name, 'stat');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow).map((pid) => ({
    pid,
    cmdline: readProc(String(pid), 'cmdline'),
    environ: readProc(String(pid), 'environ'),
  }));
}

export function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

/** Every file below `folder` that holds `text`. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}
