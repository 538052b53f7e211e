import type { z } from 'zod';
import type { MediaDevice, studioService } from '#shared/contract/producer.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Implementation } from '#shared/rpc/service.ts';
import { listFolder, type FilePurpose } from './list-folder.ts';
import type { Page, PageRegistry } from './page-registry.ts';

export type HostInfo = z.infer<(typeof studioService)['methods']['getHost']['output']>;

/** What only some hosts can do. */
export interface HostActions {
  /** Screens and windows with thumbnails. Without it the browser's own picker asks. */
  listCaptureTargets?(): Promise<MediaDevice[]>;
  /** What the page's next `getDisplayMedia` gets. */
  chooseCaptureTarget?(choice: { readonly id: string; readonly systemAudio: boolean }): void;
  /** The system's dialog; null when it was closed. Without it pages browse folders themselves. */
  pickFile?(purpose: FilePurpose): Promise<string | null>;
}

export interface StudioServiceOptions {
  readonly page: Page;
  readonly pages: PageRegistry;
  readonly hostInfo: HostInfo;
  readonly hostActions: HostActions;
  readonly logger: Logger;
}

/** The studio service as one page has it. */
export function serveStudio({
  page,
  pages,
  hostInfo,
  hostActions,
  logger,
}: StudioServiceOptions): Implementation<typeof studioService> {
  return {
    attach: ({ canProduce }) => ({ pageId: page.id, role: page.attach(canProduce) }),
    getHost: () => hostInfo,
    listCaptureTargets: async () => (await hostActions.listCaptureTargets?.()) ?? [],
    chooseCaptureTarget: (choice) => {
      hostActions.chooseCaptureTarget?.(choice);
    },
    pickFile: async ({ purpose }) => {
      if (!hostActions.pickFile) {
        throw new RpcError(
          'unavailable',
          'This host has no file dialog; browse the folders instead.',
        );
      }
      return { path: await hostActions.pickFile(purpose) };
    },
    listFolder: ({ path, purpose }) => listFolder(path, purpose),
    log: ({ level, message }) => {
      logger[level](message, { page: page.id });
    },
    onDidChangeRole: pages.onDidChangeRole,
  };
}
