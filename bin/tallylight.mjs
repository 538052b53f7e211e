#!/usr/bin/env node
// Runs on any Node from 18 on: finds one that runs TypeScript and hands over to cli/main.ts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const main = new URL('../cli/main.ts', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  await import(main.href);
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = fileURLToPath(new URL(`../node_modules/node/bin/${name}`, import.meta.url));
  if (existsSync(node)) {
    hand(node);
  } else {
    console.error(
      `tallylight: needs Node 22.18 or newer; this is ${process.versions.node}. \`npm ci\` in the project folder brings one.`,
    );
    process.exitCode = 2;
  }
}

/** Arguments and keys go over a pipe: a process list shows neither. */
function hand(node) {
  const args = process.argv.slice(2);
  process.title = 'tallylight';
  const secretNames = ['TALLYLIGHT_STREAM_KEY'];
  args.forEach((arg, index) => {
    if (arg === '--key-env' && args[index + 1]) secretNames.push(args[index + 1]);
    if (arg.startsWith('--key-env=')) secretNames.push(arg.slice('--key-env='.length));
  });
  const env = { ...process.env, TALLYLIGHT_LAUNCHED: '1' };
  const secrets = {};
  for (const secret of secretNames) {
    if (env[secret] !== undefined) secrets[secret] = env[secret];
    Reflect.deleteProperty(env, secret);
  }
  const child = spawn(node, [fileURLToPath(main)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  });
  child.send({ args, secrets });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
    process.exit();
  });
  child.on('error', (error) => {
    console.error(`tallylight: ${node} does not start: ${error.message}`);
    process.exit(2);
  });
}
