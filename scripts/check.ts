import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run check`: everything that needs no running program. All steps run; one failure fails it. */
const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');

/** Says "BSD" in its manifest; its sources carry the three-clause text. */
const readByHand = '@shinyoshiaki/jspack@0.0.6';

/** What a program under GPL-3.0-or-later may be built from, as SPDX names. */
const compatibleLicences = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
  'MPL-2.0',
  'LGPL-2.1-or-later',
  'LGPL-3.0-or-later',
  'GPL-2.0-or-later',
  'GPL-3.0-or-later',
];

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint', command: ['eslint', '.'] },
  { name: 'repository rules', command: ['node', 'scripts/lint/main.ts'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'generated docs', command: ['node', 'scripts/generate-docs.ts', '--check'] },
  { name: 'dead code', command: ['knip', '--no-progress', '--no-config-hints'] },
  {
    name: 'licences',
    command: [
      'license-checker-rseidelsohn',
      ...['--production', '--excludePrivatePackages', '--summary'],
      ...['--excludePackages', readByHand],
      ...['--onlyAllow', compatibleLicences.join(';')],
    ],
  },
];

interface Result {
  readonly step: Step;
  readonly seconds: number;
  readonly failed: boolean;
}

async function run(step: Step): Promise<Result> {
  const startedAt = performance.now();
  const [program, ...args] = step.command;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.on('close', (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${step.name} (${seconds.toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd());
  return { step, seconds, failed: code !== 0 };
}

const failed: Result[] = [];
for (const step of steps) {
  const result = await run(step);
  if (result.failed) failed.push(result);
}
console.log(
  failed.length === 0
    ? `${steps.length} steps passed`
    : `${failed.length} of ${steps.length} steps failed: ${failed.map(({ step }) => step.name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
