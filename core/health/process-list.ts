import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  /** User and kernel time since its start. */
  readonly cpuMs: number;
  /** Resident set. */
  readonly memoryBytes: number;
}

const run = promisify(execFile);

/** Every process of this machine, by the platform's own means. */
export function listProcesses(platform: NodeJS.Platform = process.platform): Promise<ProcessRow[]> {
  if (platform === 'linux') return listByProc();
  return platform === 'win32' ? listByCim() : listByPs();
}

// USER_HZ and the page size of every Linux that Node and Chromium are built for on x64; arm64 kernels
// with larger pages report proportionally less.
const msPerTick = 10;
const pageBytes = 4096;

async function listByProc(): Promise<ProcessRow[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const rows = await Promise.all(
    pids.map(async (pid) => {
      // It may have ended since.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
      return stat === null ? [] : [parseProcStat(stat)];
    }),
  );
  return rows.flat();
}

/** One line of proc(5)'s `stat`; the name in brackets may hold anything. */
export function parseProcStat(stat: string): ProcessRow {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  // Counted from field 3: ppid is 4, utime 14, stime 15, rss 24.
  const [, parentPid = 0] = fields;
  const ticks = (fields[11] ?? 0) + (fields[12] ?? 0);
  return {
    pid: Number.parseInt(stat, 10),
    parentPid,
    cpuMs: ticks * msPerTick,
    memoryBytes: (fields[21] ?? 0) * pageBytes,
  };
}

async function listByPs(): Promise<ProcessRow[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,rss=,time=']);
  return stdout.trim().split('\n').map(parsePsLine);
}

/** `pid ppid rss-in-KiB [[dd-]hh:]mm:ss.cc`. */
export function parsePsLine(line: string): ProcessRow {
  const [pid = '', parentPid = '', rss = '', time = ''] = line.trim().split(/\s+/);
  const [days, clock = ''] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    cpuMs: (Number(days) * 86_400 + seconds) * 1000,
    memoryBytes: Number(rss) * 1024,
  };
}

const cimCommand =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $($_.UserModeTime + $_.KernelModeTime) $($_.WorkingSetSize)" }';

async function listByCim(): Promise<ProcessRow[]> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', cimCommand];
  const { stdout } = await run('powershell.exe', args, { windowsHide: true });
  return stdout.trim().split('\n').map(parseCimLine);
}

/** `pid ppid cpu-in-100ns bytes`. */
export function parseCimLine(line: string): ProcessRow {
  const [pid = 0, parentPid = 0, cpu = 0, memoryBytes = 0] = line.trim().split(/\s+/).map(Number);
  return { pid, parentPid, cpuMs: cpu / 10_000, memoryBytes };
}
