import { basename } from 'node:path';

export interface RepositoryFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  /** Empty for what is not text. */
  readonly text: string;
}

/** A broken rule fails the check; a notice is only shown. */
export interface Finding {
  readonly kind: 'broken' | 'notice';
  readonly path: string;
  readonly message: string;
}

/** Names that tools or custom give. */
const givenNames = /^(?:README|CHANGELOG|CONTRIBUTING|SECURITY|LICENSE|[A-Z]{4,}\.md)/;
const kebabCase = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
const lineLimit = 400;

interface Rule {
  readonly kind: Finding['kind'];
  applies(path: string): boolean;
  /** What is wrong, or null. */
  find(file: RepositoryFile): string | null;
}

const isCode = (path: string): boolean => /\.(?:ts|tsx|js|mjs|cjs)$/.test(path);
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
/** Tools read the default export of their configuration. */
const isConfiguration = (path: string): boolean => /(?:config\.(?:ts|js|mjs)|\.d\.ts)$/.test(path);

const rules: readonly Rule[] = [
  {
    kind: 'broken',
    applies: () => true,
    find: ({ path }) => {
      const odd = path.split('/').find((name) => !kebabCase.test(name) && !givenNames.test(name));
      return odd === undefined ? null : `"${odd}" is not kebab-case`;
    },
  },
  {
    kind: 'broken',
    applies: (path) => isCode(path) && !isConfiguration(path),
    find: ({ text }) => (/^export default\b/m.test(text) ? 'has a default export' : null),
  },
  {
    kind: 'broken',
    applies: (path) => isTest(path),
    // `skipIf` is for what a machine lacks, which `npm test` then names.
    find: ({ text }) => {
      const match = /\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b/.exec(text);
      return match && `has ${match[0]}: every test runs, or is not there`;
    },
  },
  {
    kind: 'notice',
    applies: (path) => isCode(path),
    find: ({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > lineLimit ? `has ${lines} lines: split it by role` : null;
    },
  },
];

/** Every breach of the repository's own rules. */
export function checkRepository(files: readonly RepositoryFile[]): Finding[] {
  return files.flatMap((file) =>
    rules.flatMap((rule) => {
      const message = rule.applies(file.path) ? rule.find(file) : null;
      return message === null ? [] : [{ kind: rule.kind, path: file.path, message }];
    }),
  );
}

/** Whether a file's text matters to the rules. */
export function isReadByRules(path: string): boolean {
  return isCode(basename(path));
}
