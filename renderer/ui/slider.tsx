import { Label, Slider as AriaSlider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { ReactNode } from 'react';
import './slider.css';

export interface SliderProps {
  readonly label: string;
  /** The part of the label that is shown, where the place says the rest. */
  readonly shownLabel?: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  /** The value in words, shown and read. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
  /** Once, when the thumb is let go. */
  readonly onChangeEnd?: (value: number) => void;
  readonly isDisabled?: boolean;
}

export function Slider(props: SliderProps): ReactNode {
  return (
    <AriaSlider
      className="slider"
      value={props.value}
      minValue={props.minimum}
      maxValue={props.maximum}
      step={props.step}
      onChange={props.onChange}
      {...(props.onChangeEnd ? { onChangeEnd: props.onChangeEnd } : {})}
      isDisabled={props.isDisabled ?? false}
    >
      <Label>
        {props.shownLabel === undefined ? (
          props.label
        ) : (
          <>
            <span className="visually-hidden">{props.label}</span>
            <span aria-hidden="true">{props.shownLabel}</span>
          </>
        )}
      </Label>
      <span className="slider-value">{props.valueText}</span>
      <SliderTrack className="slider-track">
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
    </AriaSlider>
  );
}
