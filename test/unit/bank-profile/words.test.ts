/** Nobody in the bank asks what a profile is called. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const bank = join(import.meta.dirname, '../../../src/bank');

test('strict and permissive stand where a profile is chosen and nowhere else in the bank', () => {
  const files = readdirSync(bank, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(100);
  const named = files.flatMap((path) =>
    readFileSync(join(bank, path), 'utf8')
      .split('\n')
      .filter((line) => /\b(strict|permissive)\b/i.test(line))
      .map((line) => `${path.replaceAll('\\', '/')}: ${line.trim()}`),
  );
  const elsewhere = named.filter((line) => !line.startsWith('profile/'));
  // What the process says of its options.
  expect(elsewhere).toEqual([
    expect.stringMatching(/^process\.ts: .start --dir D \[--profile permissive\|strict\|FILE\]/),
  ]);
});
