import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { FieldNote, type FieldProps } from './text-field.tsx';
import './field.css';
import './popover.css';

export interface SelectOption<T extends string> {
  readonly id: T;
  readonly text: string;
}

export interface SelectProps<T extends string> extends FieldProps {
  readonly options: readonly SelectOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** For a row of small controls: the label is read, not shown. */
  readonly isLabelHidden?: boolean;
}

export function Select<T extends string>(props: SelectProps<T>): ReactNode {
  const { label, options, value, error, isLabelHidden = false } = props;
  return (
    <AriaSelect
      className="field"
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key);
        if (chosen) props.onChange(chosen.id);
      }}
      isInvalid={error !== undefined}
      isDisabled={props.isDisabled ?? false}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : ''}>{label}</Label>
      <Button className="field-input field-select">
        <SelectValue className="field-value" />
        <Icon name="down" />
      </Button>
      <FieldNote hint={props.hint} error={error} />
      <Popover className="popover">
        <ListBox className="options" items={options}>
          {(option) => (
            <ListBoxItem className="option" id={option.id} textValue={option.text}>
              {option.text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
