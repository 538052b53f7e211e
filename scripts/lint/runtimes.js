/**
 * The import boundaries of docs/architecture.md as one table: which of our folders, and which npm
 * packages and Node modules, a runtime may import. Everything else fails the lint.
 */
export const runtimes = [
  { folder: 'shared', ours: [], packages: ['zod'], node: false },
  {
    folder: 'core',
    ours: ['shared'],
    packages: ['zod', 'pino', '@napi-rs/keyring'],
    node: true,
  },
  {
    folder: 'engine',
    ours: ['shared'],
    packages: ['ws', 'pino', 'node-av'],
    node: true,
  },
  {
    folder: 'origin',
    ours: ['shared', 'engine'],
    packages: ['ws', 'pino', 'mpegts.js'],
    node: true,
  },
  {
    folder: 'renderer',
    ours: ['shared', 'resources'],
    packages: ['react', 'react-dom', 'zustand', 'react-aria-components', 'mediabunny', 'zod'],
    node: false,
  },
  {
    folder: 'web',
    ours: ['shared', 'core', 'origin'],
    packages: ['ws', 'zod', 'playwright-core'],
    node: true,
  },
  {
    folder: 'cli',
    ours: ['shared', 'core', 'origin', 'web', 'resources'],
    packages: ['commander', 'playwright-core', '@sparticuz/chromium', 'zod'],
    node: true,
  },
  {
    folder: 'main',
    ours: ['shared', 'core'],
    packages: ['electron', 'electron-store', 'zod'],
    node: true,
  },
  { folder: 'preload', ours: ['shared'], packages: ['electron'], node: false },
];

const folders = [...runtimes.map((runtime) => runtime.folder), 'test', 'scripts', 'resources'];
const escape = (text) => text.replace(/[/.]/g, '\\$&');

/** ESLint's configuration for one row of the table. */
export function runtimeRules({ folder, ours, packages, node }) {
  const forbidden = folders.filter((name) => name !== folder && !ours.includes(name));
  const allowed = packages.map(escape).join('|') || '(?!)';
  return {
    files: [`${folder}/**/*.{ts,tsx}`],
    ignores: ['**/*.test.ts', '**/*.test.tsx', '**/vite.config.ts', 'renderer/vite.*'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^#(${forbidden.join('|')})/`,
              message: `${folder}/ may import only: ${[folder, ...ours].join(', ')} (docs/architecture.md).`,
            },
            {
              regex: `^(\\.\\./)+(${folders.filter((name) => name !== folder).join('|')})/`,
              message: 'Cross folders by their #name, so that the boundary is seen.',
            },
            {
              regex: `^(?!\\.|#|node:|(${allowed})($|/)).`,
              message: `Not a package of ${folder}/: assign it in scripts/lint/runtimes.js or use another.`,
            },
            ...(node ? [] : [{ regex: '^node:', message: `${folder}/ does not run in Node.` }]),
            ...(folder === 'engine'
              ? []
              : [{ regex: '^node-av', message: 'Only engine/av imports node-av.' }]),
          ],
        },
      ],
    },
  };
}
