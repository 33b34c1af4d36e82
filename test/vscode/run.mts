/**
 * The suite inside VS Code: `node test/vscode/run.mts [part of a file's path …] [--grep WORDS] [--baseline]`, in the
 * newest VS Code or in the oldest that the extension names. Each kind of window is one run of VS
 * Code with a fresh workspace and fresh user data, in which its test files run one after the other.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { baselineVariable, baselineVersion, installBaseline } from '../editor/baseline.mts';
import { requireChromium } from '../editor/chromium.mts';
import { installServer } from '../editor/installation.mts';
import { results, root } from '../editor/places.mts';
import { bundleTests, testFiles } from './bundle.mts';
import { desktop } from './desktop.mts';
import { joinReports, type Report, reportSchema } from './report.mts';
import { asksForTrust, type Window, windows } from './windows.mts';

interface Run {
  name: string;
  window: Window;
  files: string[];
  program: string;
  grep: string | undefined;
}

const launcher = join(import.meta.dirname, 'launcher.mts');

/** The desktop's VS Code, or what stands in for it. @throws Error that says what is missing and how to get it */
async function findProgram(baseline: boolean): Promise<string> {
  const installed = await desktop(baseline ? baselineVersion : 'stable');
  if (installed !== undefined) return installed;
  if (baseline) process.env[baselineVariable] = '1';
  await Promise.all([baseline ? installBaseline() : installServer(), requireChromium()]);
  return launcher;
}

/** @returns what the tests left; undefined when VS Code ended without a word of theirs */
async function runWindow({ name, window, files, program, grep }: Run): Promise<Report | undefined> {
  const tests = await bundleTests(name, files);
  const made = await mkdtemp(join(tmpdir(), 'obw-vscode-'));
  const report = join(made, 'report.json');
  let words = '';
  const listener = (): Writable =>
    new Writable({
      write(chunk, _, done) {
        words = (words + String(chunk)).slice(-20_000);
        done();
      },
    });
  try {
    const opened = await window(made);
    const data = ['user-data-dir', 'extensions-dir'].map((folder) => `--${folder}=${join(made, folder)}`);
    const ended = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      launchArgs: [...(opened === undefined ? [] : [opened]), ...data],
      extensionTestsEnv: {
        OBW_TEST_WINDOW: name,
        OBW_TEST_REPORT: report,
        OBW_TEST_GREP: grep,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      },
      stdout: listener(),
      stderr: listener(),
    }).then(
      () => 'with 0',
      (error: unknown) => String(error),
    );
    const running = await readFile(`${report}.running`, 'utf8').catch(() => 'none');
    return await readFile(report, 'utf8').then(
      (text) => reportSchema.parse(JSON.parse(text)),
      () =>
        void console.error(
          `VS Code left no report; it ended ${ended}. The test that had begun last: ${running}. Its last words:\n${words}`,
        ),
    );
  } finally {
    await Promise.all([made, tests].map((path) => rm(path, { recursive: true, force: true, maxRetries: 3 })));
  }
}

function tell(report: Report, seconds: string): void {
  for (const { name, assertionResults } of report.testResults) {
    console.log(`\n${name} (${seconds} s)`);
    const mark = { passed: '✓', failed: '✗', skipped: '-' };
    for (const { fullName, status, duration, failureMessages } of assertionResults) {
      console.log(`  ${mark[status]} ${fullName} (${duration} ms)`);
      for (const message of failureMessages) console.log(message.replace(/^/gm, '      '));
    }
  }
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' }, baseline: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const runs = Object.entries(windows)
    .map(([name, window]) => ({ name, window, files: testFiles(name, positionals) }))
    .filter(({ files }) => files.length > 0);
  if (runs.length === 0) throw new Error(`No test file in test/vscode has ${positionals.join(' or ')} in its path.`);
  await mkdir(join(results, 'vscode'), { recursive: true });
  const program = await findProgram(values.baseline);
  const which = values.baseline ? baselineVersion : 'the newest';
  console.log(program === launcher ? `In the VS Code server (${which}) with a browser.` : `In ${program}.`);
  const reports: Report[] = [];
  let whole = true;
  for (const run of runs) {
    const started = performance.now();
    const report = await runWindow({ ...run, program: asksForTrust(run.name) ? launcher : program, grep: values.grep });
    if (report) {
      tell(report, ((performance.now() - started) / 1000).toFixed(1));
      reports.push(report);
    } else whole = false;
  }
  const report = joinReports(reports);
  await writeFile(join(results, 'vscode.json'), JSON.stringify(report, undefined, 2));
  console.log(`\n${report.numPassedTests} passed, ${report.numFailedTests} failed`);
  return whole && report.numFailedTests === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
