import { createStore, type StoreApi } from 'zustand/vanilla';
import { createBroadcastSlice, type BroadcastSlice } from './broadcast-slice.ts';
import { createDialogSlice, type DialogSlice } from './dialog-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';

/** What only this window knows. The document, the settings and the sources are in the Program. */
export type StudioState = SelectionSlice & DialogSlice & BroadcastSlice;
export type StudioStore = StoreApi<StudioState>;

export function createStudioStore(): StudioStore {
  return createStore<StudioState>()((...a) => ({
    ...createSelectionSlice(...a),
    ...createDialogSlice(...a),
    ...createBroadcastSlice(...a),
  }));
}
