import type { ReactNode } from 'react';
import { blendModes, type Item } from '#shared/model/scene-collection.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { useCollection, useProgramScene, useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { useGestureValue } from '../use-gesture-value.ts';
import { itemName } from './item-names.ts';

/** How a layer is laid over those below. Changes are seen at once. */
export function LayerDialog(props: {
  readonly item: Item;
  readonly onClose: () => void;
}): ReactNode {
  const { item, onClose } = props;
  const studio = useStudio();
  const collection = useCollection();
  const { id: sceneId } = useProgramScene();
  const opacity = useGestureValue('error.layer', Math.round(item.opacity * 100), (percent) => ({
    kind: 'update-item',
    sceneId,
    itemId: item.id,
    changes: { opacity: percent / 100 },
  }));
  return (
    <Dialog
      title={text('layer.title', { name: itemName(item, collection) })}
      closeLabel={text('app.close')}
      onClose={onClose}
      size="small"
    >
      <Slider
        label={text('layer.opacity')}
        value={opacity.value}
        minimum={0}
        maximum={100}
        step={1}
        valueText={text('layer.percent', { percent: opacity.value })}
        onChange={opacity.onChange}
        onChangeEnd={opacity.onChangeEnd}
      />
      <Select
        label={text('layer.blend')}
        options={blendModes.map((id) => ({ id, text: text(`blend.${id}`) }))}
        value={item.blendMode}
        onChange={(blendMode) => {
          void studio.apply('error.layer', {
            kind: 'update-item',
            sceneId,
            itemId: item.id,
            changes: { blendMode },
          });
        }}
      />
    </Dialog>
  );
}
