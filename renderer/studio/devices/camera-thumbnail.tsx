import { useEffect, useRef, useState, type ReactNode } from 'react';
import { describeError } from '../errors/describe-error.ts';
import { text } from '../text.ts';
import './devices.css';

/** What the camera sees now, small. The camera is let go when the component goes. */
export function CameraThumbnail({ deviceId }: { readonly deviceId: string }): ReactNode {
  const video = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    let stream: MediaStream | null = null;
    const camera = deviceId === '' ? {} : { deviceId: { exact: deviceId } };
    setFailure(null);
    navigator.mediaDevices
      .getUserMedia({ video: { ...camera, width: 320, frameRate: 15 } })
      .then((opened) => {
        stream = opened;
        if (!isCurrent) stop(opened);
        else if (video.current) video.current.srcObject = opened;
      })
      .catch((error: unknown) => {
        if (isCurrent) setFailure(describeError(error));
      });
    return () => {
      isCurrent = false;
      stop(stream);
    };
  }, [deviceId]);
  return (
    <div className="camera-thumbnail">
      <video ref={video} autoPlay muted playsInline aria-label={text('source.preview')} />
      {failure !== null && <p role="alert">{text('source.previewFailed', { detail: failure })}</p>}
    </div>
  );
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
