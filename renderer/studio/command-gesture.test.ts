import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/model/command.ts';
import { CommandGesture } from './command-gesture.ts';

const rename = (name: string): Command[] => [{ kind: 'rename-collection', name }];

/** Answers each call only when told to. */
class SlowStudio {
  readonly sent: { readonly name: string; readonly gesture: string }[] = [];
  #answer: ((isApplied: boolean) => void) | null = null;

  readonly apply = (
    _title: string,
    commands: Command | readonly Command[],
    gesture = '',
  ): Promise<boolean> => {
    const [command] = [commands].flat() as Command[];
    if (command?.kind === 'rename-collection') this.sent.push({ name: command.name, gesture });
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  };

  async answer(isApplied: boolean): Promise<void> {
    this.#answer?.(isApplied);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('CommandGesture', () => {
  it('sends one at a time and only the newest of those that waited', async () => {
    const studio = new SlowStudio();
    const gesture = new CommandGesture(studio, 'error.layer');
    for (const name of ['1', '2', '3']) gesture.send(rename(name));
    await studio.answer(true);
    expect(studio.sent.map(({ name }) => name)).toEqual(['1', '3']);
    expect(new Set(studio.sent.map((sent) => sent.gesture)).size).toBe(1);
    const finished = gesture.finish();
    await studio.answer(true);
    await finished;
    gesture.send(rename('4'));
    expect(studio.sent.map(({ name }) => name)).toEqual(['1', '3', '4']);
  });

  it('sends no more after a refusal', async () => {
    const studio = new SlowStudio();
    const gesture = new CommandGesture(studio, 'error.layer');
    gesture.send(rename('1'));
    await studio.answer(false);
    gesture.send(rename('2'));
    await gesture.finish();
    expect(studio.sent).toHaveLength(1);
  });
});
