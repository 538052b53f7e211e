import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import type { ReactNode } from 'react';
import './field.css';

export interface FieldProps {
  readonly label: string;
  /** Shown under the field. */
  readonly hint?: string | undefined;
  /** What is wrong, shown under the field in place of the hint. */
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'url' | 'color';
  readonly rows?: number;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  readonly onBlur?: () => void;
}

export function TextField(props: TextFieldProps): ReactNode {
  const { label, hint, error, type = 'text', rows, maxLength } = props;
  return (
    <AriaTextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      isInvalid={error !== undefined}
      isDisabled={props.isDisabled ?? false}
      autoFocus={props.autoFocus ?? false}
      type={type as 'text'}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      {...(maxLength === undefined ? {} : { maxLength })}
      autoComplete={type === 'password' ? 'new-password' : 'off'}
    >
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input className="field-input" spellCheck={false} data-type={type} />
      ) : (
        <AriaTextArea className="field-input" rows={rows} />
      )}
      <FieldNote hint={hint} error={error} />
    </AriaTextField>
  );
}

/** The line under a field. */
export function FieldNote(props: {
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}): ReactNode {
  if (props.error !== undefined) {
    return <FieldError className="field-error">{props.error}</FieldError>;
  }
  if (props.hint === undefined) return null;
  return (
    <Text slot="description" className="field-hint">
      {props.hint}
    </Text>
  );
}
