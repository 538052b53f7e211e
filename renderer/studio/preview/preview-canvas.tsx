import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useEvent, useStudio } from '../hooks.ts';

/** The canvas that the worker draws on. A canvas can be given away once, so each life has its own. */
export function PreviewCanvas({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): ReactNode {
  const { program } = useStudio();
  const host = useRef<HTMLDivElement>(null);
  const [life, setLife] = useState(0);
  useEvent(program.onDidLosePreview, () => {
    setLife((lives) => lives + 1);
  });
  useEffect(() => {
    const canvas = document.createElement('canvas');
    canvas.className = 'preview-canvas';
    canvas.setAttribute('aria-hidden', 'true');
    host.current?.append(canvas);
    program.setPreview(canvas.transferControlToOffscreen());
    return () => {
      program.setPreview(null);
      canvas.remove();
    };
  }, [program, life]);
  useEffect(() => {
    const ratio = window.devicePixelRatio;
    program.resizePreview(
      Math.max(1, Math.round(width * ratio)),
      Math.max(1, Math.round(height * ratio)),
    );
  }, [program, life, width, height]);
  return <div ref={host} className="preview-canvas-host" />;
}
