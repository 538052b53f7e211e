import { openProgram } from '../program/open-program.ts';
import { mountStudio } from './mount-studio.tsx';

// Before the page's first await: see openProgram.
const program = openProgram({ hasPerson: true });
const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
mountStudio(program, root);
