import { ipcRenderer } from 'electron';

/**
 * Hands the ports that main made over to the page, and nothing else. Built as CommonJS, for the
 * sandbox knows no modules.
 */
ipcRenderer.on('tallylight-port', (event, { name }: { name: string }) => {
  window.postMessage({ kind: 'tallylight-port', name }, window.location.origin, [...event.ports]);
});
