import { mountStudio } from '#renderer/studio/mount-studio.tsx';
import { FakeProgram } from '#test/support/fake-program.ts';

const program = new FakeProgram();
const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
mountStudio(program, root);
Object.assign(window, { program });
