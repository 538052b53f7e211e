import { Checkbox as AriaCheckbox } from 'react-aria-components';
import type { ReactNode } from 'react';
import './field.css';

export interface CheckboxProps {
  readonly children: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}

export function Checkbox(props: CheckboxProps): ReactNode {
  return (
    <AriaCheckbox
      className="checkbox"
      isSelected={props.isSelected}
      onChange={props.onChange}
      isDisabled={props.isDisabled ?? false}
    >
      <svg className="checkbox-box" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 8.500l3 3 5.500-7" />
      </svg>
      {props.children}
    </AriaCheckbox>
  );
}
