import type { StateCreator } from 'zustand/vanilla';

/** Which items of the program scene are selected, in the order of selecting. */
export interface SelectionSlice {
  readonly selectedItemIds: readonly string[];
  select(itemIds: readonly string[]): void;
  /** Adds the item to the selection, or takes it out. */
  toggleSelected(itemId: string): void;
  /** Forgets what is no longer there. */
  retainSelected(itemIds: ReadonlySet<string>): void;
}

export const createSelectionSlice: StateCreator<SelectionSlice> = (set) => ({
  selectedItemIds: [],
  select: (itemIds) => {
    set({ selectedItemIds: [...new Set(itemIds)] });
  },
  toggleSelected: (itemId) => {
    set(({ selectedItemIds }) => ({
      selectedItemIds: selectedItemIds.includes(itemId)
        ? selectedItemIds.filter((id) => id !== itemId)
        : [...selectedItemIds, itemId],
    }));
  },
  retainSelected: (itemIds) => {
    set((state) =>
      state.selectedItemIds.every((id) => itemIds.has(id))
        ? state
        : { selectedItemIds: state.selectedItemIds.filter((id) => itemIds.has(id)) },
    );
  },
});
