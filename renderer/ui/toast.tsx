import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from 'react-aria-components';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import './toast.css';

export interface ToastMessage {
  readonly tone: 'info' | 'warn';
  /** What happened. */
  readonly title: string;
  /** Where, and what to do. */
  readonly detail: string | null;
}

export type Toasts = ToastQueue<ToastMessage>;

/** At most three at a time; the rest wait. */
export function createToasts(): Toasts {
  return new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });
}

/** Shows messages; F6 moves the focus into the region (React Aria's landmark key). */
export function ToastRegion(props: {
  readonly label: string;
  readonly closeLabel: string;
  readonly toasts: Toasts;
}): ReactNode {
  return (
    <AriaToastRegion className="toasts" queue={props.toasts} aria-label={props.label}>
      {({ toast }) => (
        <AriaToast className="toast" data-tone={toast.content.tone} toast={toast}>
          <ToastContent className="toast-content">
            <Text slot="title" className="toast-title">
              {toast.content.title}
            </Text>
            {toast.content.detail !== null && (
              <Text slot="description">{toast.content.detail}</Text>
            )}
          </ToastContent>
          <IconButton slot="close" icon="close" label={props.closeLabel} />
        </AriaToast>
      )}
    </AriaToastRegion>
  );
}
