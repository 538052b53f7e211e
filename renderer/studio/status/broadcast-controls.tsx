import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatDuration } from '../format.ts';
import { useSettings, useStudio, useStudioState } from '../hooks.ts';
import { text } from '../text.ts';

/** Go live and Record, always in sight. */
export function BroadcastControls(): ReactNode {
  const studio = useStudio();
  const { broadcast } = studio.program.remotes;
  const state = useStudioState(({ status }) => status?.broadcast.kind ?? 'idle');
  const isRecording = useStudioState(({ status }) => status?.recording.kind === 'recording');
  const hasDestination = useSettings().destinations.some(({ enabled }) => enabled);
  const goLive = (): void => {
    if (hasDestination) {
      void studio.attempt('error.goLive', () => broadcast.goLive());
      return;
    }
    studio.inform(text('broadcast.noDestinationTitle'), text('broadcast.noDestination'));
    studio.store.getState().openDialog({ kind: 'edit-destination', destinationId: null });
  };
  const stopRecording = (): void => {
    void studio.attempt('error.stopRecording', async () => {
      const { file, bytes, durationMs } = await broadcast.stopRecording();
      studio.inform(
        text('broadcast.saved'),
        text('broadcast.savedDetail', {
          file,
          size: formatBytes(bytes),
          duration: formatDuration(durationMs),
        }),
      );
    });
  };
  return (
    <div className="broadcast-controls" role="group" aria-label={text('app.controls')}>
      {isRecording ? (
        <Button onPress={stopRecording}>{text('broadcast.stopRecording')}</Button>
      ) : (
        <Button
          onPress={() => {
            void studio.attempt('error.record', () => broadcast.startRecording({}));
          }}
        >
          {text('broadcast.record')}
        </Button>
      )}
      {state === 'idle' && (
        <Button look="primary" onPress={goLive}>
          {text('broadcast.goLive')}
        </Button>
      )}
      {state === 'starting' && (
        <Button onPress={() => void studio.attempt('error.stop', () => broadcast.stop())}>
          {text('broadcast.starting')}
        </Button>
      )}
      {state === 'live' && (
        <Button
          look="live"
          onPress={() => void studio.attempt('error.stop', () => broadcast.stop())}
        >
          {text('broadcast.stop')}
        </Button>
      )}
      {state === 'stopping' && <Button isDisabled>{text('broadcast.stopping')}</Button>}
    </div>
  );
}
