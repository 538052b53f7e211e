import type { Closable } from '#shared/lib/closable.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import type { Command } from '#shared/model/command.ts';
import { newId } from '#shared/model/id.ts';
import type { Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import { walkItems } from '#shared/model/item-tree.ts';
import type { Program } from '#renderer/program/program.ts';
import { createToasts, type Toasts } from '../ui/toast.tsx';
import { describeError } from './errors/describe-error.ts';
import { createStudioStore, type StudioStore } from './state/studio-store.ts';
import { text, type PlainKey } from './text.ts';

/** Titles of messages. */
export type ErrorTitle = Extract<PlainKey, `error.${string}`>;

/** What every view works with: the program, this window's own state, and edits that report failure. */
export class Studio implements Closable {
  readonly program: Program;
  readonly store: StudioStore = createStudioStore();
  readonly toasts: Toasts = createToasts();
  readonly #closables = new ClosableStack();

  constructor(program: Program) {
    this.program = program;
    const { broadcast } = program.remotes;
    const state = this.store.getState();
    this.#closables.add(broadcast.onDidChangeStatus(state.setStatus));
    this.#closables.add(broadcast.onDidSample(state.setHealth));
    this.#closables.add(
      program.onDidNotify((message) => {
        this.toasts.add({ tone: 'info', title: message, detail: null });
      }),
    );
    this.#closables.add(
      program.status.subscribe(({ kind }) => {
        if (kind === 'connected') this.#loadStatus();
      }),
    );
    this.#closables.add(
      program.collection.subscribe(() => {
        const ids = [...walkItems(this.programScene()?.items ?? [])].map(({ item }) => item.id);
        state.retainSelected(new Set(ids));
      }),
    );
    if (program.status.get().kind === 'connected') this.#loadStatus();
  }

  /** The document, or null before it came. */
  collection(): SceneCollection | null {
    return this.program.collection.get()?.collection ?? null;
  }

  programScene(): Scene | null {
    return programSceneOf(this.collection());
  }

  /** Applies the commands in order as one undo step; tells the person if one is refused. */
  async apply(
    title: ErrorTitle,
    commands: Command | readonly Command[],
    gesture: string = newId(),
  ): Promise<boolean> {
    return this.attempt(title, async () => {
      for (const command of [commands].flat() as Command[]) {
        await this.program.remotes.collection.apply({ command, gesture });
      }
    });
  }

  undo(): void {
    void this.attempt('error.undo', () => this.program.remotes.collection.undo());
  }

  redo(): void {
    void this.attempt('error.redo', () => this.program.remotes.collection.redo());
  }

  /** Runs a call; a rejection becomes a message. Resolves with whether it worked. */
  async attempt(title: ErrorTitle, call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      this.warn(text(title), describeError(error));
      return false;
    }
  }

  warn(title: string, detail: string | null): void {
    this.toasts.add({ tone: 'warn', title, detail });
  }

  inform(title: string, detail: string | null): void {
    this.toasts.add({ tone: 'info', title, detail }, { timeout: 8000 });
  }

  #loadStatus(): void {
    void this.attempt('error.load', async () => {
      this.store.getState().setStatus(await this.program.remotes.broadcast.getStatus());
      for (const notice of await this.program.remotes.collection.getNotices()) {
        this.inform(notice, null);
      }
    });
  }

  /** Ends the subscriptions. The program belongs to whoever made it. */
  close(): Promise<void> {
    return this.#closables.close();
  }
}

export function programSceneOf(collection: SceneCollection | null): Scene | null {
  return collection?.scenes.find(({ id }) => id === collection.programSceneId) ?? null;
}
