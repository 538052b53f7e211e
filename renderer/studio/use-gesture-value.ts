import { useRef, useState } from 'react';
import type { Command } from '#shared/model/command.ts';
import { CommandGesture } from './command-gesture.ts';
import { useStudio } from './hooks.ts';
import type { ErrorTitle } from './studio.ts';

export interface GestureValue {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly onChangeEnd: () => void;
}

/** A number of the document under a slider: follows the hand at once, one undo step a drag. */
export function useGestureValue(
  title: ErrorTitle,
  documentValue: number,
  toCommand: (value: number) => Command,
): GestureValue {
  const studio = useStudio();
  const gesture = useRef<CommandGesture | null>(null);
  const [draft, setDraft] = useState<number | null>(null);
  return {
    value: draft ?? documentValue,
    onChange: (value) => {
      setDraft(value);
      gesture.current ??= new CommandGesture(studio, title);
      gesture.current.send([toCommand(value)]);
    },
    onChangeEnd: () => {
      const ending = gesture.current;
      gesture.current = null;
      void ending?.finish().then(() => {
        if (!gesture.current) setDraft(null);
      });
    },
  };
}
