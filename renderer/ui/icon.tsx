import type { ReactNode } from 'react';

/** Outlines on a 16 by 16 grid. */
const paths = {
  add: 'M8 3v10M3 8h10',
  remove: 'M3.5 4.5h9M6.5 4.5v-2h3v2M5 4.5l.5 9h5l.5-9',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  undo: 'M6 3.5L3 6.5l3 3M3 6.5h6.5a3.25 3.25 0 0 1 0 6.5H6',
  redo: 'M10 3.5l3 3-3 3M13 6.5H6.5a3.25 3.25 0 0 0 0 6.5H10',
  visible:
    'M1.5 8s2.5-4.5 6.5-4.5S14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  hidden:
    'M2 2l12 12M4.5 5C2.600 6.200 1.500 8 1.500 8s2.500 4.500 6.500 4.500c1.200 0 2.300-.4 3.200-.9M6.800 3.600c.4-.1.8-.1 1.200-.1C12 3.500 14.500 8 14.500 8s-.6 1.100-1.700 2.200',
  locked: 'M4 7.500h8v6H4zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500',
  unlocked: 'M4 7.500h8v6H4zM5.500 7.500V5a2.500 2.500 0 0 1 4.800-1',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  grip: 'M6 4h.01M6 8h.01M6 12h.01M10 4h.01M10 8h.01M10 12h.01',
  settings: 'M2 4.500h7M12 4.500h2M2 11.500h2M7 11.500h7M10.500 3v3M5.500 10v3',
  help: 'M6 6a2 2 0 1 1 3 1.700c-.7.400-1 .8-1 1.600M8 12h.01',
  sound: 'M2.500 6v4h2.500L8.500 13V3L5 6zM11 5.500a3.500 3.500 0 0 1 0 5',
  muted: 'M2.500 6v4h2.500L8.500 13V3L5 6zM11 6l3.500 4M14.500 6L11 10',
  retry: 'M13 8a5 5 0 1 1-1.500-3.500M13 2.500v3h-3',
  warning: 'M8 2.500l6.500 11h-13zM8 6.500v3M8 11.500h.01',
  folder: 'M1.500 4h4.500l1.500 2h7v7h-13z',
  file: 'M4 1.500h5l3 3v10H4zM9 1.500v3h3',
  group: 'M2 2h6v6H2zM8 8h6v6H8z',
  scene: 'M2 3h12v8H2zM5 14h6',
  display: 'M2 3h12v8H2zM8 11v3M5 14h6',
  window: 'M2 3h12v10H2zM2 6h12',
  camera: 'M1.500 4.500h9v7h-9zM10.500 7l4-2v6l-4-2',
  microphone: 'M6 3.500a2 2 0 0 1 4 0V8a2 2 0 0 1-4 0zM3.500 8a4.500 4.500 0 0 0 9 0M8 12.500v2',
  'system-audio': 'M4 2h8v12H4zM8 5h.01M8 8.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3z',
  media: 'M2 3h12v10H2zM6.500 6v4l3.500-2z',
  image: 'M2 3h12v10H2zM2 11l4-4 3 3 2-2 3 3M10.500 6h.01',
  text: 'M3 4V3h10v1M8 3v10M6 13h4',
  colour: 'M8 2s4.500 4.700 4.500 7.500a4.500 4.500 0 0 1-9 0C3.500 6.700 8 2 8 2z',
  'browser-page': 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c4 4 4 8 0 12M8 2c-4 4-4 8 0 12',
  'test-pattern': 'M2 3h12v10H2zM5 3v10M8 3v10M11 3v10',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a name; never the only name. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
