import { describe, expect, it } from 'vitest';
import { addCounts, countTests } from './test-counts.ts';

describe('countTests', () => {
  it('counts a file that does not load as a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [
        { status: 'passed', assertionResults: [{}, {}, {}] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(countTests(report)).toEqual({ passed: 3, failed: 2 });
  });
  it('refuses what is not a report', () => {
    expect(() => countTests({})).toThrow();
  });
});

describe('addCounts', () => {
  it('adds', () => {
    expect(addCounts({ passed: 1, failed: 2 }, { passed: 3, failed: 4 })).toEqual({
      passed: 4,
      failed: 6,
    });
  });
});
