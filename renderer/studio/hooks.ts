import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { useStore } from 'zustand';
import type { Event } from '#shared/lib/emitter.ts';
import type { Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { Store } from '#renderer/program/program.ts';
import { programSceneOf, type Studio } from './studio.ts';
import type { StudioState } from './state/studio-store.ts';

export const StudioContext = createContext<Studio | null>(null);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('No StudioContext above this component.');
  return studio;
}

/** A program store's value; the component renders when it changes. */
export function useProgram<T>(store: Store<T>): T {
  const subscribe = useCallback(
    (listener: () => void) => {
      const subscription = store.subscribe(listener);
      return () => {
        subscription.close();
      };
    },
    [store],
  );
  return useSyncExternalStore(subscribe, () => store.get());
}

/** A part of this window's own state. */
export function useStudioState<T>(select: (state: StudioState) => T): T {
  return useStore(useStudio().store, select);
}

/** The document. Views are mounted only once it is there. */
export function useCollection(): SceneCollection {
  const snapshot = useProgram(useStudio().program.collection);
  if (!snapshot) throw new Error('The collection is not loaded.');
  return snapshot.collection;
}

export function useProgramScene(): Scene {
  const scene = programSceneOf(useCollection());
  if (!scene) throw new Error('The collection has no program scene.');
  return scene;
}

/** The settings. Views are mounted only once they are there. */
export function useSettings(): Settings {
  const settings = useProgram(useStudio().program.settings);
  if (!settings) throw new Error('The settings are not loaded.');
  return settings;
}

/** Calls `listener` on every event while the component is mounted. */
export function useEvent<T>(event: Event<T>, listener: (value: T) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const subscription = event((value) => {
      latest.current(value);
    });
    return () => {
      subscription.close();
    };
  }, [event]);
}
