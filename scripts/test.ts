import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackNpmChromium } from '#cli/chromium/npm-chromium.ts';
import { findBrowser } from '#web/find-browser.ts';
import { addCounts, countTests, type TestCounts } from './test-counts.ts';

/**
 * `npm test`: all that this machine can run; then what it cannot, with the package that would enable
 * it; then one line `N passed, N failed`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
/** One after the other: the later ones measure, and must not be measured together. */
const projects = ['unit', 'contract', 'wire', 'e2e'];

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

/**
 * Whether the suites that drive a browser can run: an installed one, else that of the npm package,
 * put on the PATH behind a script that gives it its libraries.
 */
async function provideChromium(folder: string): Promise<boolean> {
  if ((await findBrowser()) !== null) return true;
  const chromium = await unpackNpmChromium();
  if (!chromium) return false;
  const settings = Object.entries(chromium.env).map(([name, value]) => `${name}='${value}'`);
  const script = `#!/bin/sh\nexec env ${settings.join(' ')} '${chromium.executable}' "$@"\n`;
  writeFileSync(join(folder, 'chromium'), script, { mode: 0o755 });
  process.env.TALLYLIGHT_NPM_CHROMIUM = chromium.executable;
  process.env.PATH = `${folder}${delimiter}${process.env.PATH ?? ''}`;
  return true;
}

async function runProject(project: string, folder: string, missing: string): Promise<TestCounts> {
  const report = join(folder, `${project}.json`);
  const code = await run(
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--project', project, '--passWithNoTests'],
      ...['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`],
    ],
    { TALLYLIGHT_MISSING_PEERS: missing },
  );
  if (!existsSync(report)) return { passed: 0, failed: code === 0 ? 0 : 1 };
  const counts = countTests(JSON.parse(readFileSync(report, 'utf8')));
  // An error outside of any test fails the run, too.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

const folder = mkdtempSync(join(tmpdir(), 'tallylight-test-'));
const missing = join(folder, 'missing-peers.jsonl');
let counts: TestCounts = { passed: 0, failed: 0 };
try {
  if ((await run([join(root, 'scripts', 'build-renderer.ts')])) !== 0) counts.failed++;
  const hasChromium = await provideChromium(folder);
  for (const project of projects) {
    if (project === 'e2e' && !hasChromium) {
      appendFileSync(missing, 'end-to-end tests: chromium, Chrome or Edge\n');
      continue;
    }
    console.log(`\n== ${project} tests ==`);
    counts = addCounts(counts, await runProject(project, folder, missing));
  }
  if (existsSync(missing)) {
    console.log('\nWhat this machine could not run:');
    for (const line of new Set(readFileSync(missing, 'utf8').split('\n').filter(Boolean))) {
      console.log(`  ${line}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
