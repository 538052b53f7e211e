import type { ReactNode } from 'react';
import { assertNever } from '#shared/lib/assert-never.ts';
import type { Source } from '#shared/model/source.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { CapturePicker } from '../devices/capture-picker.tsx';
import { DevicePicker } from '../devices/device-picker.tsx';
import type { FieldErrors } from '../field-errors.ts';
import { FileField } from '../files/file-field.tsx';
import { text } from '../text.ts';
import { HostNote } from './host-note.tsx';

export interface SourceFieldsProps {
  readonly source: Source;
  readonly errors: FieldErrors;
  readonly onChange: (source: Source) => void;
}

/** What can be set of a source, by its kind; its name comes from the form around it. */
export function SourceFields(props: SourceFieldsProps): ReactNode {
  const { source, errors, onChange } = props;
  switch (source.kind) {
    case 'display':
      return (
        <>
          <CapturePicker
            kind="display"
            chosenId={source.displayId}
            onChoose={({ id }) => {
              onChange({ ...source, displayId: id });
            }}
          />
          <Checkbox
            isSelected={source.showCursor}
            onChange={(showCursor) => {
              onChange({ ...source, showCursor });
            }}
          >
            {text('source.cursor')}
          </Checkbox>
        </>
      );
    case 'window':
      return (
        <CapturePicker
          kind="window"
          chosenId={source.windowId}
          onChoose={({ id, label }) => {
            onChange({ ...source, windowId: id, windowTitle: label.slice(0, 512) });
          }}
        />
      );
    case 'camera':
      return (
        <>
          <DevicePicker
            kind="camera"
            deviceId={source.deviceId}
            deviceLabel={source.deviceLabel}
            onChoose={(device) => {
              onChange({ ...source, ...device });
            }}
          />
          <SizeFields
            {...props}
            source={source}
            more={
              <NumberField
                label={text('source.fps')}
                value={source.fps}
                minimum={1}
                maximum={240}
                error={errors.get('fps')}
                onChange={(fps) => {
                  onChange({ ...source, fps });
                }}
              />
            }
          />
        </>
      );
    case 'microphone':
      return (
        <>
          <DevicePicker
            kind="microphone"
            deviceId={source.deviceId}
            deviceLabel={source.deviceLabel}
            onChoose={(device) => {
              onChange({ ...source, ...device });
            }}
          />
          <Checkbox
            isSelected={source.echoCancellation}
            onChange={(echoCancellation) => {
              onChange({ ...source, echoCancellation });
            }}
          >
            {text('source.echo')}
          </Checkbox>
          <Checkbox
            isSelected={source.noiseSuppression}
            onChange={(noiseSuppression) => {
              onChange({ ...source, noiseSuppression });
            }}
          >
            {text('source.noise')}
          </Checkbox>
        </>
      );
    case 'system-audio':
      return (
        <>
          <p className="quiet">{text('kindHint.system-audio')}</p>
          <HostNote kind={source.kind} />
        </>
      );
    case 'media':
    case 'image':
      return (
        <>
          <FileField
            label={text('source.file')}
            purpose={source.kind}
            path={source.file}
            error={errors.get('file')}
            onChange={(file) => {
              onChange({ ...source, file });
            }}
          />
          {source.kind === 'media' && (
            <Checkbox
              isSelected={source.loop}
              onChange={(loop) => {
                onChange({ ...source, loop });
              }}
            >
              {text('source.loop')}
            </Checkbox>
          )}
        </>
      );
    case 'text':
      return <TextFields source={source} errors={errors} onChange={onChange} />;
    case 'colour':
      return (
        <>
          <TextField
            type="color"
            label={text('source.colour')}
            value={source.colour.slice(0, 7)}
            error={errors.get('colour')}
            onChange={(colour) => {
              onChange({ ...source, colour });
            }}
          />
          <SizeFields {...props} source={source} />
        </>
      );
    case 'browser-page':
      return (
        <>
          <HostNote kind={source.kind} />
          <TextField
            type="url"
            label={text('source.url')}
            value={source.url}
            error={errors.get('url')}
            onChange={(url) => {
              onChange({ ...source, url });
            }}
          />
          <SizeFields {...props} source={source} />
          <TextField
            label={text('source.css')}
            rows={3}
            value={source.css}
            error={errors.get('css')}
            onChange={(css) => {
              onChange({ ...source, css });
            }}
          />
        </>
      );
    case 'test-pattern':
      return <SizeFields {...props} source={source} />;
    default:
      return assertNever(source);
  }
}

type SizedSource = Extract<Source, { readonly width: number; readonly height: number }>;

function SizeFields(
  props: SourceFieldsProps & { readonly source: SizedSource; readonly more?: ReactNode },
): ReactNode {
  const { source, errors, onChange } = props;
  return (
    <div className="field-row">
      <NumberField
        label={text('source.width')}
        unit={text('source.pixels')}
        value={source.width}
        minimum={1}
        error={errors.get('width')}
        onChange={(width) => {
          onChange({ ...source, width });
        }}
      />
      <NumberField
        label={text('source.height')}
        unit={text('source.pixels')}
        value={source.height}
        minimum={1}
        error={errors.get('height')}
        onChange={(height) => {
          onChange({ ...source, height });
        }}
      />
      {props.more}
    </div>
  );
}

const weights = ['400', '700'] as const;
const alignments = ['left', 'center', 'right'] as const;

function TextFields(props: {
  readonly source: Extract<Source, { kind: 'text' }>;
  readonly errors: FieldErrors;
  readonly onChange: (source: Source) => void;
}): ReactNode {
  const { source, errors, onChange } = props;
  return (
    <>
      <TextField
        label={text('source.text')}
        rows={3}
        value={source.text}
        error={errors.get('text')}
        onChange={(words) => {
          onChange({ ...source, text: words });
        }}
      />
      <div className="field-row">
        <TextField
          label={text('source.font')}
          value={source.fontFamily}
          error={errors.get('fontFamily')}
          onChange={(fontFamily) => {
            onChange({ ...source, fontFamily });
          }}
        />
        <NumberField
          label={text('source.fontSize')}
          unit={text('source.pixels')}
          value={source.fontSizePx}
          minimum={1}
          maximum={1000}
          error={errors.get('fontSizePx')}
          onChange={(fontSizePx) => {
            onChange({ ...source, fontSizePx });
          }}
        />
      </div>
      <div className="field-row">
        <Select
          label={text('source.fontWeight')}
          options={weights.map((id) => ({ id, text: text(`weight.${id}`) }))}
          value={source.fontWeight >= 550 ? '700' : '400'}
          onChange={(weight) => {
            onChange({ ...source, fontWeight: Number(weight) });
          }}
        />
        <Select
          label={text('source.align')}
          options={alignments.map((id) => ({ id, text: text(`align.${id}`) }))}
          value={source.align}
          onChange={(align) => {
            onChange({ ...source, align });
          }}
        />
        <TextField
          type="color"
          label={text('source.colour')}
          value={source.colour.slice(0, 7)}
          error={errors.get('colour')}
          onChange={(colour) => {
            onChange({ ...source, colour });
          }}
        />
      </div>
    </>
  );
}
