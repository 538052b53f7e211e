import { Group, Input, Label, NumberField as AriaNumberField } from 'react-aria-components';
import type { ReactNode } from 'react';
import { FieldNote, type FieldProps } from './text-field.tsx';
import './field.css';

export interface NumberFieldProps extends FieldProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  /** Shown after the number. */
  readonly unit?: string;
}

export function NumberField(props: NumberFieldProps): ReactNode {
  const { label, value, unit, error, minimum, maximum, step } = props;
  return (
    <AriaNumberField
      className="field"
      value={value}
      onChange={props.onChange}
      isInvalid={error !== undefined}
      isDisabled={props.isDisabled ?? false}
      {...(minimum === undefined ? {} : { minValue: minimum })}
      {...(maximum === undefined ? {} : { maxValue: maximum })}
      {...(step === undefined ? {} : { step })}
      formatOptions={{ useGrouping: false, maximumFractionDigits: 3 }}
    >
      <Label>{label}</Label>
      <Group className="field-number">
        <Input className="field-input" />
        {unit !== undefined && <span className="field-unit">{unit}</span>}
      </Group>
      <FieldNote hint={props.hint} error={error} />
    </AriaNumberField>
  );
}
