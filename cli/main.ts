import { runCommandLine } from './command-line.ts';
import { takeInvocation } from './invocation.ts';

const code = await runCommandLine(await takeInvocation());
// Everything is closed by now; what a library left open must not keep the command from ending.
process.exit(code);
