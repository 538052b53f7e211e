import { z } from 'zod';

export interface TestCounts {
  passed: number;
  failed: number;
}

/** The part of vitest's JSON report that is read here. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Tests by outcome; a file that failed before its first test counts as one failure. */
export function countTests(report: unknown): TestCounts {
  const { numPassedTests, numFailedTests, testResults } = reportSchema.parse(report);
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
