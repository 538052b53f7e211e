import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { checkRepository, isReadByRules } from './repository-rules.ts';

/** `node scripts/lint/main.ts`: the repository's own rules, over what git knows or would take in. */
const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(path));

const findings = checkRepository(
  paths.map((path) => ({ path, text: isReadByRules(path) ? readFileSync(path, 'utf8') : '' })),
);
for (const { kind, path, message } of findings) {
  console.log(`${kind === 'broken' ? 'error' : 'notice'}  ${path} ${message}`);
}
process.exitCode = findings.some(({ kind }) => kind === 'broken') ? 1 : 0;
