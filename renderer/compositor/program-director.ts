import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { DrawOp, SourceShape } from './scene/draw-list.ts';
import { flattenScene } from './scene/flatten.ts';
import { usedSources } from './scene/used-sources.ts';
import { mixes, progressAt, transitionMs } from './transitions/transition.ts';

export interface ProgramDirectorOptions {
  readonly shapeOf: (sourceId: string) => SourceShape | null;
}

interface RunningTransition {
  readonly fromSceneId: string;
  readonly startUs: number;
  readonly durationMs: number;
  readonly kind: keyof typeof mixes;
}

/** Decides what is on air: the program's scene, and the one before it while a transition runs. */
export class ProgramDirector {
  readonly #shapeOf: ProgramDirectorOptions['shapeOf'];
  readonly #drawLists = new Map<string, readonly DrawOp[]>();
  #collection: SceneCollection | null = null;
  #output = { width: 0, height: 0 };
  #transition: RunningTransition | null = null;

  constructor(options: ProgramDirectorOptions) {
    this.#shapeOf = options.shapeOf;
  }

  setOutput(output: { readonly width: number; readonly height: number }): void {
    this.#output = { width: output.width, height: output.height };
    this.invalidate();
  }

  setCollection(collection: SceneCollection, nowUs: number): void {
    const before = this.#collection?.programSceneId;
    this.#collection = collection;
    this.invalidate();
    if (before !== undefined && before !== collection.programSceneId) {
      const { kind } = collection.transition;
      const durationMs = transitionMs(collection.transition);
      this.#transition =
        durationMs > 0 ? { fromSceneId: before, startUs: nowUs, durationMs, kind } : null;
    }
  }

  /** A source's shape changed: the draw lists are made again. */
  invalidate(): void {
    this.#drawLists.clear();
  }

  /** Whether the last answer of `opsAt` came from a running transition. */
  get isInTransition(): boolean {
    return this.#transition !== null;
  }

  onAirSources(): ReadonlySet<string> {
    if (!this.#collection) return new Set();
    const scenes = [this.#collection.programSceneId];
    if (this.#transition) scenes.push(this.#transition.fromSceneId);
    return usedSources(this.#collection, scenes);
  }

  /** The pictures of the frame at `nowUs`, bottom first. */
  opsAt(nowUs: number): readonly DrawOp[] {
    if (!this.#collection) return [];
    const to = this.#drawList(this.#collection, this.#collection.programSceneId);
    if (!this.#transition) return to;
    const { fromSceneId, startUs, durationMs, kind } = this.#transition;
    const progress = progressAt(nowUs, startUs, durationMs);
    if (progress >= 1) {
      this.#transition = null;
      return to;
    }
    return mixes[kind](this.#drawList(this.#collection, fromSceneId), to, progress);
  }

  #drawList(collection: SceneCollection, sceneId: string): readonly DrawOp[] {
    const known = this.#drawLists.get(sceneId);
    if (known) return known;
    const ops = flattenScene({
      collection,
      sceneId,
      output: this.#output,
      shapeOf: this.#shapeOf,
    });
    this.#drawLists.set(sceneId, ops);
    return ops;
  }
}
