import type { ConnectionSource } from './connection-source.ts';
import { electronConnectionSource } from './electron.ts';
import { webSocketConnectionSource } from './websocket.ts';

/** Call it before the page's first await: in Electron the ports come as messages and are not kept. */
export function selectHost(page: Window): ConnectionSource {
  return page.location.protocol === 'tallylight:'
    ? electronConnectionSource(page)
    : webSocketConnectionSource(page.location.origin);
}
