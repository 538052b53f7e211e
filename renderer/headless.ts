import { openProgram } from './program/open-program.ts';

const program = openProgram({ hasPerson: false });

program.onDidNotify((message) => {
  program.remotes.studio.log({ level: 'warn', message }).catch(() => undefined);
});
// Where the browser shares a screen only after a click, its driver clicks.
addEventListener('click', () => {
  for (const [sourceId, { kind }] of program.troubles.get()) {
    if (kind === 'needs-click') program.retrySource(sourceId);
  }
});

// For whoever drives this browser: tests look at the picture through it.
Object.assign(globalThis, { tallylight: program });
