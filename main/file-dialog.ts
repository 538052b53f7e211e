import type { BrowserWindow } from 'electron';
import { mediaTypes } from '#core/media/media-types.ts';
import type { FilePurpose } from '#core/studio/list-folder.ts';
import type { ElectronModule } from './electron-module.ts';

const filters = {
  media: [{ name: 'Media', extensions: Object.keys(mediaTypes.media) }],
  image: [{ name: 'Pictures', extensions: Object.keys(mediaTypes.image) }],
  collection: [{ name: 'Scene collections', extensions: ['json'] }],
  folder: [],
} as const;

/** The system's own dialog; null when it was closed. */
export async function pickFile(
  { dialog }: Pick<ElectronModule, 'dialog'>,
  window: BrowserWindow,
  purpose: FilePurpose,
): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    properties: [purpose === 'folder' ? 'openDirectory' : 'openFile'],
    filters: filters[purpose].map(({ name, extensions }) => ({
      name,
      extensions: [...extensions],
    })),
  });
  return filePaths[0] ?? null;
}
