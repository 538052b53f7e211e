import { describe, expect, it } from 'vitest';
import { checkRepository } from './repository-rules.ts';

const messages = (path: string, text = ''): string[] =>
  checkRepository([{ path, text }]).map(({ kind, message }) => `${kind}: ${message}`);

describe('checkRepository', () => {
  it.each([
    'README.md',
    'docs/decisions/node-av.md',
    'shared/model/scene-collection.test.ts',
    'resources/demo/demo.tallylight.json',
    'tsconfig.base.json',
    '.ci/run',
    '.prettierrc.json',
  ])('lets %s pass', (path) => {
    expect(messages(path)).toEqual([]);
  });

  it('refuses names in other cases', () => {
    expect(messages('core/sceneStore.ts')).toEqual(['broken: "sceneStore.ts" is not kebab-case']);
    expect(messages('core/My_Folder/a.ts')).toEqual(['broken: "My_Folder" is not kebab-case']);
  });

  it('refuses default exports outside configuration', () => {
    expect(messages('core/a.ts', 'export default 1;')).toEqual(['broken: has a default export']);
    expect(messages('vitest.config.ts', 'export default 1;')).toEqual([]);
  });

  it('refuses tests that do not run', () => {
    const call = ['it', 'skip'].join('.');
    expect(messages('core/a.test.ts', `${call}('x')`)).toEqual([
      `broken: has ${call}: every test runs, or is not there`,
    ]);
  });

  it('points at long files', () => {
    expect(messages('core/a.ts', 'x\n'.repeat(401))).toEqual([
      'notice: has 401 lines: split it by role',
    ]);
  });
});
