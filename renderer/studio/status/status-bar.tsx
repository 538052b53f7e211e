import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import { formatDuration } from '../format.ts';
import { useProgram, useSettings, useStudio, useStudioState } from '../hooks.ts';
import { text } from '../text.ts';
import { useNow } from '../use-now.ts';
import { announcementOf, healthWords, stateWords } from './status-words.ts';
import './status.css';

/** The health line. Screen readers hear changes of state, not each number. */
export function StatusBar(): ReactNode {
  const studio = useStudio();
  const status = useStudioState((state) => state.status);
  const health = useStudioState((state) => state.health);
  const { destinations } = useSettings();
  const isLive = status?.broadcast.kind === 'live';
  const recording = status?.recording;
  const nowMs = useNow(isLive || recording?.kind === 'recording');
  return (
    <footer className="status" aria-label={text('status.title')}>
      <span className="status-state" data-live={isLive}>
        {stateWords(status, nowMs)}
      </span>
      {recording?.kind === 'recording' && (
        <span className="status-recording">
          {text('status.recordingFor', { duration: formatDuration(nowMs - recording.sinceMs) })}
        </span>
      )}
      {recording?.kind === 'failed' && (
        <span className="status-warn">
          {text('status.recordingFailed', { detail: recording.detail })}
        </span>
      )}
      {status && !status.producer && (
        <span className="status-warn">{text('status.noProducer')}</span>
      )}
      <Connection studio={studio} />
      <ul className="status-health">
        {healthWords(health, destinations).map((words, index) => (
          <li key={index}>{words}</li>
        ))}
      </ul>
      <Announcer status={status} />
    </footer>
  );
}

function Connection({ studio }: { readonly studio: ReturnType<typeof useStudio> }): ReactNode {
  const connection = useProgram(studio.program.status);
  if (connection.kind === 'connected') return null;
  return (
    <span className="status-warn" role="status">
      {connection.kind === 'connecting'
        ? text('connection.connecting')
        : text('connection.reconnecting', { attempt: connection.attempt })}
    </span>
  );
}

function Announcer({ status }: { readonly status: BroadcastStatus | null }): ReactNode {
  const { destinations } = useSettings();
  const before = useRef<BroadcastStatus | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const said = before.current && status && announcementOf(before.current, status, destinations);
    before.current = status;
    if (said) setWords(said);
  }, [status, destinations]);
  return (
    <span className="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </span>
  );
}
