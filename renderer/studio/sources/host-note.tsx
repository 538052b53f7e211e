import { useEffect, useState, type ReactNode } from 'react';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';

/** Says so where the host cannot give this kind of source. */
export function HostNote(props: { readonly kind: 'system-audio' | 'browser-page' }): ReactNode {
  const { kind } = props;
  const studio = useStudio();
  const [note, setNote] = useState<string | null>(null);
  useEffect(() => {
    void studio.attempt('error.load', async () => {
      const host = await studio.program.remotes.studio.getHost();
      const audioNote = host.systemAudio ? null : text('source.systemAudioMissing');
      setNote(kind === 'system-audio' ? audioNote : host.browserPages.notice);
    });
  }, [studio, kind]);
  if (note === null) return null;
  return (
    <p className="notice" data-tone="warn">
      {note}
    </p>
  );
}
