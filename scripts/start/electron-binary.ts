import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export type ElectronBinary =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

const installTimeoutMs = 120_000;

/**
 * Where Electron's binary is. Never by `require('electron')`, which downloads it when it is missing
 * and throws when it cannot.
 */
export async function findElectron(
  packageFolder: string | null = electronPackageFolder(),
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ElectronBinary> {
  if (packageFolder === null)
    return { kind: 'missing', why: 'the package electron is not installed' };
  const name = await readFile(join(packageFolder, 'path.txt'), 'utf8').catch(() => null);
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (name === null && !override) return { kind: 'missing', why: 'its binary was not downloaded' };
  const path = join(override ?? join(packageFolder, 'dist'), name ?? 'electron');
  const found = await stat(path).catch(() => null);
  return found?.isFile()
    ? { kind: 'found', path }
    : { kind: 'missing', why: `there is no ${path}` };
}

/** Finds the binary, or has Electron's own installer download it within two minutes. */
export async function obtainElectron(
  packageFolder: string | null = electronPackageFolder(),
): Promise<ElectronBinary> {
  const found = await findElectron(packageFolder);
  if (found.kind === 'found' || packageFolder === null) return found;
  console.log('Looking for Electron ...');
  try {
    // What `npx install-electron --no` runs.
    await promisify(execFile)(process.execPath, [join(packageFolder, 'install.js')], {
      timeout: installTimeoutMs,
    });
  } catch (error) {
    return { kind: 'missing', why: `it cannot be downloaded: ${reasonOf(error)}` };
  }
  return findElectron(packageFolder);
}

function electronPackageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  const { killed, stderr } = error as { killed?: boolean; stderr?: string };
  if (killed) return 'no answer within two minutes';
  const lines = (stderr ?? '').split('\n').map((line) => line.trim());
  return (lines.find((line) => /error/i.test(line)) ?? String(error).split('\n')[0] ?? '').slice(
    0,
    200,
  );
}
