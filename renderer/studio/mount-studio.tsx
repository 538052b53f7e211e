import { createRoot } from 'react-dom/client';
import type { Closable } from '#shared/lib/closable.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import type { Program } from '#renderer/program/program.ts';
import { App } from './app.tsx';
import { Studio } from './studio.ts';
import '../ui/tokens.css';
import '../ui/base.css';

/** Draws the studio of a program into the page. Closing it leaves the program to its owner. */
export function mountStudio(program: Program, root: HTMLElement): Closable {
  const stack = new ClosableStack();
  const studio = stack.add(new Studio(program));
  const react = createRoot(root);
  stack.defer(() => {
    react.unmount();
  });
  react.render(<App studio={studio} />);
  return stack;
}
