/** `npm run bench`: every budget that can be measured so far, side by side with its floor or peer; exit status 1 when one is missed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bankRows } from './bank.mts';
import { endingRows } from './endings.mts';
import { foreignRows } from './foreign.mts';
import { gridRows } from './grid.mts';
import { guideRows } from './guide.mts';
import { libraryRows } from './library.mts';
import { root } from './processes.mts';
import { readerRows } from './readers.mts';
import { print, type Row } from './report.mts';
import { sizeRows } from './size.mts';
import { treeRows } from './tree.mts';

const here = import.meta.dirname;

function install(): void {
  if (existsSync(join(here, 'node_modules', 'newman'))) return;
  console.error('Installing newman, the peer…');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('newman could not be installed');
}

install();
mkdirSync(join(root, 'test-results'), { recursive: true });

const rows: Row[] = [];
for (const [name, measure] of Object.entries({
  sizeRows,
  bankRows,
  readerRows,
  endingRows,
  guideRows,
  libraryRows,
  foreignRows,
  treeRows,
  gridRows,
})) {
  console.error(`measuring: ${name.replace('Rows', '')}`);
  rows.push(...(await measure()));
}
print(rows);
writeFileSync(join(root, 'test-results', 'bench.json'), `${JSON.stringify(rows, undefined, 2)}\n`);
process.exit(rows.every(({ met }) => met !== false) ? 0 : 1);
