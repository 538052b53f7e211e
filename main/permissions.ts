import type { Session } from 'electron';
import { isStudio } from './scheme.ts';

/** What the studio needs; `media` and `display-capture` are separate since Electron 45. */
const granted = new Set(['media', 'display-capture', 'speaker-selection', 'fullscreen']);

type PermissionSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;

/** Both handlers are needed: most web APIs check first and ask when the check says no. */
export function limitPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(granted.has(permission) && details.isMainFrame && isStudio(details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) =>
      granted.has(permission) && isStudio(requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
}

/** For the pages of browser-page sources. */
export function denyPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
