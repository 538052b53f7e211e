import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useCollection, useProgram, useProgramScene, useStudio } from '../hooks.ts';
import { retryWords } from '../sources/retry-words.ts';
import { usedSources } from '../../compositor/scene/used-sources.ts';

/** The program scene's sources in trouble, over the picture. */
export function TroubleNotes(): ReactNode {
  const { program } = useStudio();
  const troubles = useProgram(program.troubles);
  const collection = useCollection();
  const scene = useProgramScene();
  const used = usedSources(collection, [scene.id]);
  const lines = collection.sources.flatMap(({ id, name }) => {
    const trouble = troubles.get(id);
    return trouble && used.has(id) ? [{ id, name, trouble }] : [];
  });
  if (lines.length === 0) return null;
  return (
    <ul className="trouble-notes">
      {lines.map(({ id, name, trouble }) => (
        <li key={id}>
          <Icon name="warning" />
          <span>
            {name}: {trouble.text}
          </span>
          <Button
            onPress={() => {
              program.retrySource(id);
            }}
          >
            {retryWords(trouble)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
