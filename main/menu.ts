import type { MenuItemConstructorOptions } from 'electron';
import type { ElectronModule } from './electron-module.ts';

/** Only the system's own items: the studio has its commands in the window. */
export function setMenu({ Menu }: Pick<ElectronModule, 'Menu'>, platform: NodeJS.Platform): void {
  const items: MenuItemConstructorOptions[] = [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : [{ role: 'fileMenu' } as const]),
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(items));
}
