import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { checkCollectionFile, problemLine } from '../load-collection.ts';
import type { Terminal } from '../live/output.ts';

/** `tallylight check FILE`: says whether the collection can be used, and if not, every reason. */
export async function check(
  file: string,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const checked = await checkCollectionFile(file);
  const problems = checked.kind === 'ok' ? [] : checked.problems;
  if (json) {
    terminal.write(`${JSON.stringify({ ok: problems.length === 0, problems })}\n`);
  } else if (checked.kind === 'ok') {
    const { name, scenes, sources } = checked.collection;
    terminal.write(
      `${file}: fine. "${name}", ${scenes.length} scenes, ${sources.length} sources\n`,
    );
  } else {
    terminal.writeError(
      `${[`${file} cannot be used:`, ...problems.map(problemLine)].join('\n')}\n`,
    );
  }
  return checked.kind === 'ok' ? exitCodes.fine : exitCodes.badInput;
}
