import { useState, type FormEvent, type ReactNode } from 'react';
import { sourceSchema, type Source } from '#shared/model/source.ts';
import { TextField } from '../../ui/text-field.tsx';
import { fieldErrors } from '../field-errors.ts';
import { text } from '../text.ts';
import { SourceFields } from './source-fields.tsx';

/** The form's id, for a submit button at the foot of the dialog. */
export const sourceFormId = 'source-form';

const noErrors: ReadonlyMap<string, string> = new Map();

/** A source's name and fields. `onSubmit` gets only what the schema accepts. */
export function SourceForm(props: {
  readonly source: Source;
  readonly onSubmit: (source: Source) => void;
}): ReactNode {
  const [source, setSource] = useState(props.source);
  const [wasTried, setWasTried] = useState(false);
  const errors = wasTried ? fieldErrors(sourceSchema, source) : noErrors;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog within this one is a child of it in React, though not in the page.
    event.stopPropagation();
    setWasTried(true);
    if (fieldErrors(sourceSchema, source).size === 0) props.onSubmit(source);
  };
  return (
    <form id={sourceFormId} className="form" onSubmit={submit} noValidate>
      <TextField
        label={text('edit.name')}
        value={source.name}
        maxLength={200}
        autoFocus
        error={errors.get('name')}
        onChange={(name) => {
          setSource({ ...source, name });
        }}
      />
      <SourceFields source={source} errors={errors} onChange={setSource} />
    </form>
  );
}
