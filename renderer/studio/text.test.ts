import { describe, expect, it } from 'vitest';
import { english } from './strings.ts';
import { text } from './text.ts';

describe('text', () => {
  it('fills in parameters', () => {
    expect(text('edit.copyName', { name: 'Intro' })).toBe('Intro copy');
  });

  it('does not take a parameter for a pattern', () => {
    expect(text('edit.copyName', { name: '$& {name}' })).toBe('$& {name} copy');
  });

  it('has no empty string', () => {
    expect(Object.values(english).filter((words) => words.trim() === '')).toEqual([]);
  });
});
