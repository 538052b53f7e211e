import { createReadStream, createWriteStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { unpackTar } from './tar.ts';

/** A browser to launch, and what its process needs in the environment. */
export interface Chromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether it can open windows: the one from npm cannot. */
  readonly canBeHeaded: boolean;
}

/** Where unpacked browsers are kept; XDG base directories, or TALLYLIGHT_CACHE. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (env.TALLYLIGHT_CACHE) return env.TALLYLIGHT_CACHE;
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tallylight');
}

/**
 * The Chromium of the npm package @sparticuz/chromium, unpacked into the cache once a version. It
 * needs NSS, NSPR and expat, which the package carries for Amazon Linux, and a font. Null where
 * the package is not installed or is not for this machine (Linux on x64).
 */
export async function unpackNpmChromium(cache: string = cacheFolder()): Promise<Chromium | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const packageFolder = findPackage();
  if (packageFolder === null) return null;
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cache, `chromium-${version}`);
  const executable = join(folder, 'chromium');
  if (!(await exists(executable))) await unpack(join(packageFolder, 'bin'), folder);
  return {
    executable,
    canBeHeaded: false,
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_PATH: folder },
  };
}

function findPackage(): string | null {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  } catch {
    return null;
  }
}

/** Into a folder of its own first: a half unpacked browser is never seen, nor two at once. */
async function unpack(from: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    for (const name of ['al2023', 'fonts', 'swiftshader']) {
      const archive = await promisify(brotliDecompress)(
        await readFile(join(from, `${name}.tar.br`)),
      );
      await unpackTar(archive, draft);
    }
    const executable = join(draft, 'chromium');
    await pipeline(
      createReadStream(join(from, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(executable),
    );
    await chmod(executable, 0o755);
    await writeFile(join(draft, 'fonts.conf'), fontsConfiguration(folder));
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await exists(join(folder, 'chromium')))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The machine's fonts where it has any, and the package's. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
