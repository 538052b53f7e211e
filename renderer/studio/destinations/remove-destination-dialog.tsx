import type { ReactNode } from 'react';
import type { Destination } from '#shared/model/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';

/** Asks, because undo does not bring a key back. */
export function RemoveDestinationDialog(props: {
  readonly destination: Destination;
  readonly onClose: () => void;
}): ReactNode {
  const { destination, onClose } = props;
  const studio = useStudio();
  return (
    <Dialog
      role="alertdialog"
      title={text('destinations.remove')}
      closeLabel={text('app.close')}
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose} autoFocus>
            {text('app.cancel')}
          </Button>
          <Button
            look="primary"
            onPress={() => {
              void studio.attempt('error.destination', () =>
                studio.program.remotes.settings.removeDestination({ id: destination.id }),
              );
              onClose();
            }}
          >
            {text('edit.remove')}
          </Button>
        </>
      }
    >
      <p>{text('destinations.removeAsk', { name: destination.name })}</p>
    </Dialog>
  );
}
