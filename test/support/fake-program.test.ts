import { describe, expect, it } from 'vitest';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import {
  duplicateSelection,
  nudgeSelection,
  removeSelection,
  selectNext,
} from '#renderer/studio/edit-selection.ts';
import { newSource } from '#renderer/studio/sources/new-source.ts';
import { addSource } from '#renderer/studio/sources/source-commands.ts';
import { Studio } from '#renderer/studio/studio.ts';
import { FakeProgram } from './fake-program.ts';

interface Bench {
  readonly program: FakeProgram;
  readonly studio: Studio;
  readonly itemIds: () => string[];
  readonly toasts: () => string[];
}

async function bench(): Promise<Bench> {
  const program = new FakeProgram();
  const studio = new Studio(program);
  const itemIds = (): string[] => studio.programScene()?.items.map(({ id }) => id) ?? [];
  const scene = studio.programScene();
  const collection = studio.collection();
  if (!scene || !collection) throw new Error('no document');
  await studio.apply('error.add', addSource(scene.id, newSource('colour', collection)));
  const toasts = (): string[] =>
    studio.toasts.visibleToasts.map(({ content }) => `${content.title}: ${content.detail ?? ''}`);
  return { program, studio, itemIds, toasts };
}

describe('Studio on a FakeProgram', () => {
  it('applies several commands as one undo step', async () => {
    const { program, itemIds } = await bench();
    expect(itemIds()).toHaveLength(1);
    await program.remotes.collection.undo();
    expect(itemIds()).toHaveLength(0);
    expect(program.collection.get()?.canUndo).toBe(false);
  });

  it('turns a refusal into a message that names the field', async () => {
    const { studio, toasts } = await bench();
    const isApplied = await studio.apply('error.scene', {
      kind: 'remove-scene',
      sceneId: 'nobody',
    });
    expect(isApplied).toBe(false);
    expect(toasts()).toEqual([
      'The scene could not be changed: there is no scene "nobody" (sceneId)',
    ]);
  });

  it('says what to do when the core is out of reach', async () => {
    const { program, studio, toasts } = await bench();
    program.failures.set('undo', new RpcError('channel-closed', 'closed'));
    await studio.attempt('error.undo', () => program.remotes.collection.undo());
    expect(toasts()[0]).toContain('reconnects by itself');
  });

  it('forgets selected items that are gone', async () => {
    const { program, studio, itemIds } = await bench();
    studio.store.getState().select(itemIds());
    await program.remotes.collection.undo();
    expect(studio.store.getState().selectedItemIds).toEqual([]);
  });

  it('duplicates, moves and removes the selection', async () => {
    const { studio, itemIds } = await bench();
    selectNext(studio, 1);
    await duplicateSelection(studio);
    expect(studio.store.getState().selectedItemIds).toEqual(itemIds().slice(1));
    await nudgeSelection(studio, { x: 5, y: 0 }, 'g');
    expect(studio.programScene()?.items[1]?.transform).toMatchObject({ x: 25, y: 20 });
    removeSelection(studio);
    await expect.poll(itemIds).toHaveLength(1);
  });

  it('follows the broadcast and stops following when closed', async () => {
    const { program, studio } = await bench();
    program.setRecording({ kind: 'recording', file: 'a.mp4', sinceMs: 1 });
    expect(studio.store.getState().status?.recording.kind).toBe('recording');
    await studio.close();
    program.setRecording({ kind: 'idle' });
    expect(studio.store.getState().status?.recording.kind).toBe('recording');
  });
});
