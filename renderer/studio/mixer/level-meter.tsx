import { useEffect, useRef, type ReactNode } from 'react';
import type { Levels, MeterFrame } from '#renderer/program/program.ts';
import { formatDb } from '../format.ts';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import {
  meterFloorDb,
  meterFraction,
  restingMeter,
  stepMeter,
  type MeterState,
} from './meter-ballistics.ts';

/** How often the number changes: slow enough to be read. */
const numberEveryMs = 250;

export interface LevelMeterProps {
  readonly name: string;
  /** A source's id; null is the program bus. */
  readonly sourceId: string | null;
}

/** Left and right with peak hold and a number. Drawn outside of React, once an animation frame. */
export function LevelMeter({ name, sourceId }: LevelMeterProps): ReactNode {
  const { program } = useStudio();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let newest: MeterFrame | null = null;
    let lastNumberMs = 0;
    let states: readonly MeterState[] = [restingMeter, restingMeter];
    const subscription = program.onDidMeasureLevels((frame) => {
      newest = frame;
    });
    const bars = [...element.querySelectorAll<HTMLElement>('.meter-bar')];
    const draw = (nowMs: number): void => {
      const levels = newest && levelsOf(newest, sourceId);
      newest = null;
      states = states.map((state, index) =>
        stepMeter(state, levels?.channels[index]?.peakDb ?? -Infinity, nowMs),
      );
      bars.forEach((bar, index) => {
        const { levelDb, holdDb } = states[index] ?? restingMeter;
        bar.style.setProperty('--level', String(meterFraction(levelDb)));
        bar.style.setProperty('--hold', String(meterFraction(holdDb)));
      });
      if (nowMs - lastNumberMs >= numberEveryMs) {
        lastNumberMs = nowMs;
        showNumber(element, Math.max(...states.map(({ holdDb }) => holdDb)), levels?.clipped);
      }
      request = requestAnimationFrame(draw);
    };
    let request = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(request);
      subscription.close();
    };
  }, [program, sourceId]);
  return (
    <div
      className="meter"
      ref={root}
      role="meter"
      aria-label={text('mixer.meter', { name })}
      aria-valuemin={meterFloorDb}
      aria-valuemax={0}
      aria-valuenow={meterFloorDb}
      aria-valuetext={text('mixer.silent')}
    >
      <div className="meter-bars">
        <div className="meter-bar" />
        <div className="meter-bar" />
      </div>
      <span className="meter-number">{text('mixer.silent')}</span>
    </div>
  );
}

function levelsOf(frame: MeterFrame, sourceId: string | null): Levels | undefined {
  return sourceId === null ? frame.program : frame.strips.get(sourceId);
}

function showNumber(element: HTMLElement, db: number, isClipped: boolean | undefined): void {
  const words = isClipped ? `${formatDb(db)} ${text('mixer.clip')}` : formatDb(db);
  if (element.ariaValueText === words) return;
  element.ariaValueText = words;
  element.ariaValueNow = String(Math.max(meterFloorDb, Math.min(0, db)));
  const shown = element.querySelector('.meter-number');
  if (shown) shown.textContent = words;
}
