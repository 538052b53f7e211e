import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useCollection, useProgram, useProgramScene, useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { fitCanvas, type Size } from './geometry.ts';
import { Overlay } from './overlay.tsx';
import { PreviewCanvas } from './preview-canvas.tsx';
import { TroubleNotes } from './trouble-notes.tsx';
import './preview.css';

/** The program as it is on air, with the selection's boxes above it. */
export function PreviewPanel(): ReactNode {
  const { canvas } = useCollection();
  const { program } = useStudio();
  const isEmpty = useProgramScene().items.length === 0;
  const status = useProgram(program.status);
  const stage = useRef<HTMLDivElement>(null);
  const view = useSizeOf(stage);
  const fit = fitCanvas(canvas, view);
  const isViewer = status.kind === 'connected' && status.role === 'viewer';
  const area = {
    left: fit.offsetX,
    top: fit.offsetY,
    width: canvas.width * fit.scale,
    height: canvas.height * fit.scale,
  };
  return (
    <section className="preview" data-panel="preview" aria-label={text('preview.label')}>
      <div className="preview-stage" ref={stage}>
        {area.width > 0 && (
          <div className="preview-area" style={area}>
            <PreviewCanvas width={area.width} height={area.height} />
            <Overlay canvas={canvas} scale={fit.scale} />
            {isEmpty && <p className="preview-note">{text('preview.empty')}</p>}
            {isViewer && !isEmpty && <p className="preview-note">{text('viewer.notice')}</p>}
            <TroubleNotes />
          </div>
        )}
      </div>
    </section>
  );
}

function useSizeOf(element: { readonly current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return size;
}
