import { AV_LOG_FATAL } from 'node-av/constants';
import { Log } from 'node-av/lib';

/** FFmpeg writes plain lines to stderr, which is our log. What fails reaches us as `AvError` anyway. */
export function silenceLibraryLog(): void {
  Log.setLevel(AV_LOG_FATAL);
}
