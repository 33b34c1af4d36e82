/** The end of a run names everything that is not simply a test that passed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, outcomeOf } from '../suite-report.mts';

const files = {
  'a.test.ts': `
    let tries = 0;
    it('passes', () => {});
    it('passes at the second try', { retry: 1 }, () => expect(++tries).toBe(2));
    it('fails', () => expect(1).toBe(2));
    it('fails twice for one reason', { retry: 1 }, () => { throw new Error('the reason') });
    let left = false;
    it('fails of what its first try left', { retry: 1 }, () => {
      if (left) throw new Error('EEXIST');
      left = true;
      throw new Error('the cause');
    });
    it.skip('is skipped', () => {});
    it('skips itself', ({ skip }) => skip());
    it.todo('is to be written');
  `,
  'whole.test.ts': `throw new Error('its import fails');`,
};

describe("vitest's report", () => {
  const folder = mkdtempSync(join(tmpdir(), 'obw-suite-report-'));
  let outcome: Outcome;

  beforeAll(async () => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const report = join(folder, 'report.json');
    const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
    const args = ['run', '--globals', '--root', folder, '--reporter=json'];
    const child = spawn(process.execPath, [vitest, ...args, `--outputFile.json=${report}`], { stdio: 'ignore' });
    await once(child, 'exit');
    outcome = outcomeOf(readFileSync(report, 'utf8'));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says how many passed, and which of them at the second try', () => {
    expect(outcome).toMatchObject({ passed: 2, secondTry: ['passes at the second try'] });
  });

  it('says why each failed, and of two tries that failed of two things both', () => {
    expect(outcome.failures).toEqual([
      expect.stringMatching(/whole\.test\.ts failed as a whole: .*its import fails/),
      'fails: AssertionError: expected 1 to be 2 // Object.is equality',
      'fails twice for one reason: Error: the reason',
      'fails of what its first try left: Error: EEXIST; at the first try: Error: the cause',
    ]);
  });

  it('names what did not run', () => {
    expect(outcome.notRun).toEqual(['is skipped', 'skips itself', 'is to be written (todo)']);
  });
});

it.each(['', '{}', '{"testResults":[{}]}'])(
  'what is no report, like "%s", is an error and no suite without failures',
  (text) => {
    expect(() => outcomeOf(text)).toThrow();
  },
);
