/** Runs in the browser of the bench: makes transactions as they cross to the page, and the two lists that the grid is held against. */
import {
  provideVSCodeDesignSystem,
  vsCodeDataGrid,
  vsCodeDataGridCell,
  vsCodeDataGridRow,
} from '@vscode/webview-ui-toolkit';
import type { RowChunk, ToTransactionsPage, Words } from '../../../src/messages/transactions.ts';

const encoder = new TextEncoder();
const merchants = Array.from({ length: 200 }, (_, place) => `Merchant number ${place}`);
const codes = ['CustomerCardTransactions / PointOfSalePayment', 'IssuedCreditTransfers / StandingOrder'];
const day = 86_400_000;

function texts(count: number, text: (place: number) => string): RowChunk['description'] {
  const encoded = Array.from({ length: count }, (_, place) => encoder.encode(text(place)));
  const bytes = new Uint8Array(encoded.reduce((sum, each) => sum + each.length, 0));
  const ends = new Uint32Array(count);
  let end = 0;
  encoded.forEach((each, place) => {
    bytes.set(each, end);
    end += each.length;
    ends[place] = end;
  });
  return { bytes, ends };
}

function words(all: readonly string[], first: number, count: number): Words {
  const added = first === 0 ? texts(all.length, (place) => all[place] ?? '') : texts(0, () => '');
  return { added, codes: Uint8Array.from({ length: count }, (_, place) => ((first + place) % all.length) + 1) };
}

function chunk(first: number, count: number, of: number): RowChunk {
  const numbers = Array.from({ length: count }, (_, place) => first + place);
  const none = { added: texts(0, () => ''), codes: new Uint8Array(count) };
  return {
    first,
    count,
    account: new Uint8Array(count),
    booked: Float64Array.from(numbers, (row) => Date.UTC(2026, 10, 20) - Math.floor((row * 700) / of) * day),
    value: Float64Array.from(numbers, (row) => Date.UTC(2026, 10, 21) - Math.floor((row * 700) / of) * day),
    amount: BigInt64Array.from(
      numbers,
      (row) => BigInt(row % 5 === 0 ? 1 : -1) * BigInt((row * 7919) % 30_000) * 1000n,
    ),
    balance: new BigInt64Array(count),
    currency: words(['GBP'], first, count),
    balanceType: none,
    status: new Uint8Array(count).fill(1),
    statusWord: words(['Booked'], first, count),
    code: words(codes, first, count),
    proprietaryCode: none,
    merchant: words(merchants, first, count),
    merchantCategory: none,
    counterparty: none,
    flags: Uint8Array.from(numbers, (row) => 1 | (row % 5 === 0 ? 2 : 4)),
    marks: new Uint32Array(count),
    description: texts(count, (place) => `CARD PAYMENT TO MERCHANT ${(first + place) % 200} LEEDS ${first + place}`),
    reference: texts(count, (place) => `POS${first + place}`),
    id: texts(count, (place) => `${1e9 + first + place}`),
    remarked: { rows: new Uint32Array(0), marks: new Uint32Array(0) },
  };
}

/** Bytes of all typed arrays inside. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + bytesOf(each), 0);
}

const say = (message: ToTransactionsPage): void => window.postMessage(message);
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Gives the page so many transactions, one message after the other without a pause. @returns milliseconds until the first and until all are on the screen */
async function fill(rows: number): Promise<{ first: number; all: number; bytes: number }> {
  const size = Math.min(rows, 20_000);
  const chunks = Array.from({ length: rows / size }, (_, place) => chunk(place * size, size, rows));
  const bytes = chunks.reduce((sum, each) => sum + bytesOf(each), 0);
  const account = { id: '1', name: 'Current', number: '10000109010101', currency: 'GBP', type: 'Current account' };
  const source = { folder: '', bank: 'bench', consent: '1', accounts: ['1'], period: {} };
  say({ type: 'start', source, accounts: [account], shows: 'both', marks: [] });
  await frame();
  const begun = performance.now();
  // The next message comes in a turn of its own, as from the extension.
  const next = (): void => {
    const rows = chunks.shift();
    say(rows ? { type: 'rows', rows } : { type: 'done' });
    if (rows) setTimeout(next);
  };
  next();
  while (!document.querySelector('.body .row:not([hidden]) .cell')?.textContent) await frame();
  await frame();
  const first = performance.now() - begun;
  const whole = new Intl.NumberFormat('en-GB').format(rows);
  while (!document.querySelector('.counts')?.textContent?.startsWith(whole)) await frame();
  return { first, all: performance.now() - begun, bytes };
}

/** The rows alone: one element a row with one text, virtual rows and nothing else. */
async function bare(rows: number): Promise<{ first: number }> {
  const begun = performance.now();
  const view: HTMLElement = document.createElement('div');
  view.className = 'scrolled';
  view.style.cssText = 'height:600px;overflow:auto;position:relative';
  const body = document.createElement('div');
  body.style.position = 'relative';
  view.append(body);
  document.body.replaceChildren(view);
  const height = 28;
  body.style.height = `${rows * height}px`;
  const paint = (): void => {
    const first = Math.max(0, Math.floor(view.scrollTop / height) - 6);
    const last = Math.min(rows, Math.ceil((view.scrollTop + view.clientHeight) / height) + 6);
    body.replaceChildren(
      ...Array.from({ length: last - first }, (_, place) => {
        const line = document.createElement('div');
        line.style.cssText = `position:absolute;height:${height}px;transform:translateY(${(first + place) * height}px)`;
        line.textContent = `2026-11-20 CARD PAYMENT ${first + place} -12.40 GBP`;
        return line;
      }),
    );
  };
  view.addEventListener('scroll', paint, { passive: true });
  paint();
  while (body.childElementCount === 0) await frame();
  await frame();
  return { first: performance.now() - begun };
}

/** The toolkit's own grid, which makes every row. */
async function toolkit(rows: number): Promise<{ first: number }> {
  provideVSCodeDesignSystem().register(vsCodeDataGrid(), vsCodeDataGridRow(), vsCodeDataGridCell());
  const begun = performance.now();
  const view = document.createElement('div');
  view.className = 'scrolled';
  view.style.cssText = 'height:600px;overflow:auto';
  const grid = document.createElement('vscode-data-grid');
  view.append(grid);
  document.body.replaceChildren(view);
  Reflect.set(
    grid,
    'rowsData',
    Array.from({ length: rows }, (_, row) => ({
      Date: '20 Nov 2026',
      Description: `CARD PAYMENT TO MERCHANT ${row % 200} LEEDS ${row}`,
      Merchant: merchants[row % 200],
      Reference: `POS${row}`,
      Amount: '-12.40',
    })),
  );
  while (grid.querySelectorAll('vscode-data-grid-cell').length === 0) await frame();
  await frame();
  return { first: performance.now() - begun };
}

/** Scrolls for some seconds' worth of frames, with jumps of the bar between. @returns the 95th percentile of a frame, in milliseconds */
async function scroll(selector: string): Promise<number> {
  const view = document.querySelector(selector);
  if (!view) throw new Error(`nothing to scroll: ${selector}`);
  const times: number[] = [];
  let last = await frame();
  for (let step = 0; step < 180; step += 1) {
    if (step % 45 === 44) view.scrollTop = (view.scrollHeight * (step % 7)) / 7;
    else view.scrollTop += 140;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

Object.assign(window, { bench: { fill, bare, toolkit, scroll } });
