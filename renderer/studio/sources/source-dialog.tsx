import type { ReactNode } from 'react';
import type { Source } from '#shared/model/source.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { SourceForm, sourceFormId } from './source-form.tsx';

export function SourceDialog(props: {
  readonly source: Source;
  readonly onClose: () => void;
}): ReactNode {
  const { source, onClose } = props;
  const studio = useStudio();
  return (
    <Dialog
      title={text('source.title', { name: source.name })}
      closeLabel={text('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{text('app.cancel')}</Button>
          <Button look="primary" type="submit" form={sourceFormId}>
            {text('app.save')}
          </Button>
        </>
      }
    >
      <SourceForm
        source={source}
        onSubmit={(changed) => {
          void studio
            .apply('error.source', { kind: 'update-source', source: changed })
            .then((isApplied) => {
              if (isApplied) onClose();
            });
        }}
      />
    </Dialog>
  );
}
