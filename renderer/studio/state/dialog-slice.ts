import type { StateCreator } from 'zustand/vanilla';

/** The one dialog that is open. */
export type DialogState =
  | { readonly kind: 'none' }
  | { readonly kind: 'rename-scene'; readonly sceneId: string }
  | { readonly kind: 'rename-item'; readonly itemId: string }
  | { readonly kind: 'add-source' }
  | { readonly kind: 'source-properties'; readonly sourceId: string }
  | { readonly kind: 'layer-properties'; readonly itemId: string }
  | { readonly kind: 'strip-settings'; readonly sourceId: string }
  | { readonly kind: 'edit-destination'; readonly destinationId: string | null }
  | { readonly kind: 'remove-destination'; readonly destinationId: string }
  | { readonly kind: 'settings' }
  | { readonly kind: 'help' };

export interface DialogSlice {
  readonly dialog: DialogState;
  openDialog(dialog: DialogState): void;
  closeDialog(): void;
}

export const createDialogSlice: StateCreator<DialogSlice> = (set) => ({
  dialog: { kind: 'none' },
  openDialog: (dialog) => {
    set({ dialog });
  },
  closeDialog: () => {
    set({ dialog: { kind: 'none' } });
  },
});
