import { useEffect, useState, type ReactNode } from 'react';
import type { EncoderCapability } from '#shared/contract/producer.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import { probeEncoders } from '../../compositor/encode/encoder-probe.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import type { FieldErrors } from '../field-errors.ts';
import { text } from '../text.ts';
import { codecOptions, sizeId, usualSizes } from './encoder-options.ts';

const other = 'other';
const encoders = ['auto', 'hardware', 'software'] as const;

export interface OutputTabProps {
  readonly output: OutputSettings;
  readonly errors: FieldErrors;
  readonly isLocked: boolean;
  readonly onChange: (output: OutputSettings) => void;
}

export function VideoTab({ output, errors, isLocked, onChange }: OutputTabProps): ReactNode {
  const [capabilities, setCapabilities] = useState<readonly EncoderCapability[] | null>(null);
  useEffect(() => {
    void probeEncoders().then(setCapabilities);
  }, []);
  const usual = usualSizes.find((size) => sizeId(size) === sizeId(output));
  const [isTyped, setIsTyped] = useState(!usual);
  const set = (changes: Partial<OutputSettings>): void => {
    onChange({ ...output, ...changes });
  };
  return (
    <>
      <div className="field-row">
        <Select
          label={text('output.size')}
          isDisabled={isLocked}
          options={[
            ...usualSizes.map((size) => ({ id: sizeId(size), text: sizeId(size) })),
            { id: other, text: text('output.sizeOther') },
          ]}
          value={isTyped || !usual ? other : sizeId(usual)}
          onChange={(id) => {
            setIsTyped(id === other);
            const size = usualSizes.find((one) => sizeId(one) === id);
            if (size) set(size);
          }}
        />
        <NumberField
          label={text('output.fps')}
          isDisabled={isLocked}
          value={output.fps}
          error={errors.get('fps')}
          onChange={(fps) => {
            set({ fps });
          }}
        />
      </div>
      {isTyped && (
        <div className="field-row">
          <NumberField
            label={text('output.width')}
            unit={text('source.pixels')}
            isDisabled={isLocked}
            value={output.width}
            error={errors.get('width')}
            onChange={(width) => {
              set({ width });
            }}
          />
          <NumberField
            label={text('output.height')}
            unit={text('source.pixels')}
            isDisabled={isLocked}
            value={output.height}
            error={errors.get('height')}
            onChange={(height) => {
              set({ height });
            }}
          />
        </div>
      )}
      <div className="field-row">
        <Select
          label={text('output.codec')}
          isDisabled={isLocked}
          options={codecOptions(capabilities, output.videoCodec)}
          value={output.videoCodec}
          onChange={(videoCodec) => {
            set({ videoCodec });
          }}
        />
        <Select
          label={text('output.encoder')}
          isDisabled={isLocked}
          options={encoders.map((id) => ({ id, text: text(`output.encoder.${id}`) }))}
          value={output.encoder}
          onChange={(encoder) => {
            set({ encoder });
          }}
        />
      </div>
      <div className="field-row">
        <NumberField
          label={text('output.bitrate')}
          unit={text('output.kbps')}
          isDisabled={isLocked}
          value={output.videoBitrateKbps}
          step={100}
          error={errors.get('videoBitrateKbps')}
          onChange={(videoBitrateKbps) => {
            set({ videoBitrateKbps });
          }}
        />
        <NumberField
          label={text('output.keyframe')}
          unit={text('output.seconds')}
          isDisabled={isLocked}
          value={output.keyframeIntervalS}
          error={errors.get('keyframeIntervalS')}
          onChange={(keyframeIntervalS) => {
            set({ keyframeIntervalS });
          }}
        />
      </div>
    </>
  );
}
