import { describe, expect, it } from 'vitest';
import { LiveOutput, type Terminal } from './output.ts';

function terminal(isTty: boolean): Terminal & { text: string } {
  return {
    text: '',
    isTty,
    columns: 20,
    write(text) {
      this.text += text;
    },
    writeError() {
      throw new Error('nothing is wrong');
    },
  };
}
const event = { kind: 'event' };

describe('LiveOutput', () => {
  it('keeps the status in place on a terminal and cuts it to its width', () => {
    const screen = terminal(true);
    const output = new LiveOutput(screen, false);
    output.status('a'.repeat(50), event);
    output.status('b', event);
    output.line('done', event);
    expect(screen.text).toBe(`\r\u001b[2K${'a'.repeat(19)}\r\u001b[2Kb\ndone\n`);
  });

  it('prints every fifth status elsewhere', () => {
    const file = terminal(false);
    const output = new LiveOutput(file, false);
    for (let second = 0; second < 11; second++) output.status(`s${second}`, event);
    expect(file.text).toBe('s0\ns5\ns10\n');
  });

  it('gives programs a JSON line each', () => {
    const file = terminal(true);
    const output = new LiveOutput(file, true);
    output.status('x', event);
    output.line('y', { kind: 'other' });
    expect(file.text).toBe('{"kind":"event"}\n{"kind":"other"}\n');
  });
});
