import { Button, Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import './button.css';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly size?: 'small' | 'medium' | 'large';
  readonly role?: 'dialog' | 'alertdialog';
  /** Buttons at the foot. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A modal dialog, open while it is rendered. Escape and a click outside close it. */
export function Dialog(props: DialogProps): ReactNode {
  return (
    <ModalOverlay
      className="dialog-shade"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className="dialog-modal" data-size={props.size ?? 'medium'}>
        <AriaDialog className="dialog" role={props.role ?? 'dialog'}>
          <header className="dialog-head">
            <Heading slot="title" level={2} className="dialog-title">
              {props.title}
            </Heading>
            {/* Without a tooltip, which would take the first Escape for itself. */}
            <Button
              className="button icon-button"
              data-look="quiet"
              aria-label={props.closeLabel}
              onPress={props.onClose}
            >
              <Icon name="close" />
            </Button>
          </header>
          <div className="dialog-body">{props.children}</div>
          {props.actions && <footer className="dialog-foot">{props.actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
