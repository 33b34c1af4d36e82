/** `obw consent authorise --qr`: the code on the terminal, what is said beside it, and the answer that is pasted. */
import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import type { AcceptedRedirect } from '../../../src/tpp/authorization/accept.ts';
import type { AuthorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { consentTold } from '../../support/consents.ts';
import { qrTextOf } from '../../support/qr-reader.ts';
import { type Fakes, fakeTpp, type Outcome, obw } from './fake-terminal.ts';

const short = `https://bank.example/auth?client_id=c&request_uri=urn%3Ax%3A${'a'.repeat(60)}`;
const loopback = 'http://127.0.0.1:53682/callback';

/** Runs the verb at a bank whose request is this one; ends when it was shown, or with the answer that somebody typed. */
async function shown(request: Partial<AuthorisationRequest>, fakes: Fakes = {}): Promise<Outcome & { taken?: string }> {
  let taken: string | undefined;
  const tpp = fakeTpp({
    authoriseElsewhere: async (_session, _consentId, { show, pasted }) => {
      const made = { url: short, redirectUri: loopback, state: 's1', claims: {}, ...request } as AuthorisationRequest;
      await show(made);
      if (fakes.typed) taken = await pasted?.(made);
      const consent = consentTold({ consentId: 'aac-1', authorisedAt: '2026-01-01T00:00:00Z' });
      return { consent, findings: [] } as unknown as AcceptedRedirect;
    },
    accounts: async () => [],
  });
  const outcome = await obw('consent authorise aac-1 --qr', { tpp, shown: true, columns: 120, rows: 60, ...fakes });
  return { ...outcome, taken };
}

/** The modules of a code on a terminal, its light zone with it. */
function modulesIn(stdout: string): boolean[][] {
  const lines = stdout.split('\n').flatMap((line) => {
    const [, cells] = line.split('\u001b[38;5;16;48;5;231m');
    return cells?.endsWith('\u001b[0m') ? [cells.slice(0, -4)] : [];
  });
  return lines.flatMap((cells) => [
    Array.from(cells, (cell) => cell === '▀' || cell === '█'),
    Array.from(cells, (cell) => cell === '▄' || cell === '█'),
  ]);
}

it('draws a code of the address, with a light zone of its own, and nothing wider than the terminal', async () => {
  const { stdout, stderr, status } = await shown({});
  const modules = modulesIn(stdout);
  expect(status).toBe(0);
  expect(qrTextOf(modules, { quiet: 0 })).toBe(short);
  expect(modules.slice(0, 4).flat().includes(true)).toBe(false);
  expect(modules[0]?.length).toBeLessThanOrEqual(120);
  expect(stderr).toContain(short);
});

it('has a smaller light zone where the terminal has no room for more', async () => {
  const size = modulesIn((await shown({})).stdout)[0]?.length ?? 0;
  const { stdout } = await shown({}, { columns: size - 4 });
  expect(modulesIn(stdout)[0]).toHaveLength(size - 4);
  expect(qrTextOf(modulesIn(stdout), { quiet: 2 })).toBe(short);
});

it.each<[string, Fakes, string]>([
  ['too narrow', { columns: 40 }, 'this terminal has 40 columns and 60 lines'],
  ['too low', { rows: 20 }, 'this terminal has 120 columns and 20 lines'],
  ['no terminal', { shown: false }, 'standard output is none'],
  ['one without colours', { environment: { TERM: 'dumb' } }, 'TERM=dumb'],
])('draws nothing where standard output is %s, and says why and what to do', async (_what, fakes, words) => {
  const { status, stdout, stderr } = await shown({}, fakes);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
  expect(stderr).toContain('obw consent url');
});

it.each([
  ['--json', '--json for a program'],
  ['--headless --user rora', '--headless contradict'],
  ['--redirect-url x', '--redirect-url contradict'],
])('%s goes not with it', async (option, words) => {
  const { status, stdout, stderr } = await obw(`consent authorise --qr ${option}`, { tpp: fakeTpp(), shown: true });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
});

it('says of an address that no code holds how it gets short', async () => {
  const { status, stdout, stderr } = await shown({ url: `${short}${'x'.repeat(3000)}` }, { columns: 300, rows: 200 });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/has \d+ bytes, and the largest QR code holds 2953/);
  expect(stderr).toContain('"par": true');
});

it('warns of a code that is dense, and of pages that no phone reaches', async () => {
  const dense = await shown({ url: `${short}${'x'.repeat(900)}` }, { columns: 300, rows: 200 });
  expect(dense.stderr).toContain('the code is dense');
  expect((await shown({ url: 'http://127.0.0.1:9/auth?x' })).stderr).toContain('which no phone reaches');
  expect((await shown({})).stderr).not.toMatch(/dense|reaches/);
});

it.each([
  [loopback, 'cannot open 127.0.0.1:53682'],
  ['https://tpp.example/cb', 'ends on a page of tpp.example'],
  ['vscode://us.app/callback', 'may show nothing that can be copied'],
])('says how the answer comes back from %s', async (redirectUri, words) => {
  expect((await shown({ redirectUri })).stderr).toContain(words);
});

it('takes the line that is the answer, and says of others why they are not, harmlessly', async () => {
  const typed = new PassThrough();
  const done = shown({}, { typed });
  const later = (text: string) => new Promise((resolve) => setTimeout(() => resolve(typed.write(`${text}\r`)), 20));
  await later('hello');
  await later('\u001b]0;title\u0007<b>#code=c&state=other');
  await later(`${'y'.repeat(70_000)}#code=c&state=s1`);
  await later(`${loopback}#code=c&state=s1`);
  const { taken, stderr, stdout } = await done;
  expect(taken).toBe(`${loopback}#code=c&state=s1`);
  expect(stderr).toContain('neither a code nor an error');
  expect(stderr).not.toContain('\u001b]');
  expect(stdout).not.toContain('hello');
});

it('says when the code has expired, and still takes the answer of who opened it in time', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    const typed = new PassThrough();
    const done = shown({ expiresAt: Date.now() + 90_000 }, { typed, atTerminal: true });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    vi.advanceTimersByTime(95_000);
    typed.write('#code=c&state=s1\r');
    const { stderr, taken } = await done;
    expect(stderr).toContain('good for 1:30');
    expect(stderr).toContain('good for 0:01');
    expect(stderr.match(/The code has expired/g)).toHaveLength(1);
    expect(taken).toBe('#code=c&state=s1');
    expect(vi.getTimerCount(), 'nothing ticks on').toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
