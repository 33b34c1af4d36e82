/** The four clocks of a consent on real processes, at both versions: dist/bank.js and obw, and both again 91 days later. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, resultOf, run, type Started, start } from './support/command.ts';

const day = 24 * 60 * 60_000;
const shim = pathToFileURL(join(import.meta.dirname, '../days/handed-in-clock.mjs')).href;
/** What shows a process, and all that it starts, a later day. */
const later = {
  OBW_CLOCK_AHEAD: String(Number(process.env.OBW_CLOCK_AHEAD ?? 0) + 91 * day),
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${shim}`.trim(),
};
const iso = (days: number): string => new Date(Date.now() + days * day).toISOString().replace(/\.\d+Z$/, 'Z');

interface Clock {
  clock: string;
  at?: string;
  state: string;
  renews?: true;
  try?: string;
}

let root: string;
let bank: Started;
/** By version: the consent that stands without an end, and the one that ends in five days. */
const ids: Record<string, { standing: string; short: string }> = {};

const options = (version: string, environment: NodeJS.ProcessEnv = {}) => ({
  folder: join(root, version),
  environment,
});
const startBank = async (environment: NodeJS.ProcessEnv = {}) => {
  bank = start(['bank', 'start', '--dir', 'bank', '--transactions', '5', '--profile', 'bank.json'], {
    folder: root,
    environment,
  });
  await bank.says('\n');
};
const endBank = async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
};
const clocksIn = (consent: { clocks: Clock[] }, ...names: string[]): string[] =>
  consent.clocks.filter(({ clock }) => names.includes(clock)).map(({ clock, state }) => `${clock} ${state}`);

/** A client at a version of the bank, with two consents that customers authorised. */
async function clientAt(version: string): Promise<void> {
  await resultOf(['bank', 'software-statement', '--dir', 'bank', '--out', version], { folder: root });
  const file = join(root, version, 'openbanking.json');
  const workspace = JSON.parse(await readFile(file, 'utf8'));
  const { resourceServers: _, ...entry } = workspace.banks.sandbox;
  workspace.banks.sandbox = { ...entry, version };
  await writeFile(file, JSON.stringify(workspace));
  const folder = options(version);
  await resultOf(['register'], folder);
  const short = (await resultOf(['consent', 'create', '--expires', iso(5)], folder)).consentId;
  await resultOf(['consent', 'authorise', '--headless', '--user', 'mits'], folder);
  const standing = (await resultOf(['consent', 'create'], folder)).consentId;
  await resultOf(['consent', 'authorise', '--headless', '--user', 'rora'], folder);
  ids[version] = { standing, short };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-clocks-'));
  // Longer than the 91 days, so that a refresh token lives on.
  const profile = { extends: 'permissive', lifetimes: { refreshToken: 95 * 86_400 } };
  await writeFile(join(root, 'bank.json'), JSON.stringify(profile));
  await startBank();
  await Promise.all(['v3.1', 'v4.0'].map(clientAt));
}, 120_000);
afterAll(async () => {
  await endBank();
  await rm(root, { recursive: true, force: true });
});

describe.each(['v3.1', 'v4.0'])('on the first day at %s', (version) => {
  it('the list marks what ends within a week, and no other clock', async () => {
    const { consents } = await resultOf(['consent', 'list'], options(version));
    const [short, standing] = consents;
    const all = ['consent', 'refreshToken', 'reconfirmation', 'accessToken'];
    expect(clocksIn(short, ...all)).toEqual([
      'consent soon',
      'refreshToken running',
      'reconfirmation running',
      'accessToken running',
    ]);
    expect(clocksIn(standing, ...all).every((each) => each.endsWith(' running'))).toBe(true);
    const refresh = standing.clocks.find(({ clock }: Clock) => clock === 'refreshToken');
    expect(Math.round((Date.parse(refresh.at) - Date.now()) / day)).toBe(95);
  });

  it('a renewal is rehearsed: the old token works until the switch, and then the new one', async () => {
    const { steps } = await resultOf(
      ['consent', 'rehearse-renewal', ids[version]?.standing ?? '', '--user', 'rora'],
      options(version),
    );
    expect(steps.map(({ name, result }: { name: string; result: string }) => [name, result])).toEqual([
      ['read-before', 'answered with 200'],
      ['request', ids[version]?.standing],
      ['read-while-asked', 'answered with 200'],
      ['decision', 'the bank gave a code'],
      ['read-once-decided', 'answered with 200'],
      ['switch', version === 'v4.0' ? 'AUTH' : 'Authorised'],
      ['read-new', 'answered with 200'],
      ['read-old', expect.stringMatching(/^refused with 401/)],
    ]);
    expect((await resultOf(['accounts'], options(version))).accounts.length).toBeGreaterThan(0);
  });

  it('a rehearsal that the bank refuses leaves everything as it was', async () => {
    const failed = await run(
      ['consent', 'rehearse-renewal', ids[version]?.standing ?? '', '--user', 'mits'],
      options(version),
    );
    expect(failed).toMatchObject({ status: 1, stdout: expect.stringContaining('✗ 4. Have the customer decide') });
    expect((await resultOf(['accounts'], options(version))).accounts.length).toBeGreaterThan(0);
  });
});

describe('91 days later', () => {
  beforeAll(async () => {
    await endBank();
    await startBank(later);
  }, 60_000);

  describe.each(['v3.1', 'v4.0'])('at %s', (version) => {
    it('the list tells the overdue reconfirmation, the token that renews itself, and the consent that is over', async () => {
      const { consents } = await resultOf(['consent', 'list'], options(version, later));
      const [short, standing] = consents;
      expect(clocksIn(standing, 'refreshToken', 'reconfirmation')).toEqual([
        'refreshToken soon',
        'reconfirmation over',
      ]);
      expect(standing.clocks.at(-1)).toMatchObject({ clock: 'accessToken', renews: true });
      expect(Date.parse(standing.clocks.at(-1).at)).toBeLessThan(Date.now() + 91 * day);
      expect(clocksIn(short, 'consent', 'reconfirmation')).toEqual(['consent over', 'reconfirmation running']);
      const { stdout } = await run(['consent', 'list'], options(version, later));
      expect(stdout).toMatch(
        new RegExp(`! ${ids[version]?.short}: expired 8\\d days ago .* Command: obw consent create`),
      );
    });

    it('reading renews the access token by itself, and the refresh token has its own clock', async () => {
      expect((await resultOf(['accounts'], options(version, later))).accounts.length).toBeGreaterThan(0);
      const { clocks } = await resultOf(['consent', 'show', ids[version]?.standing ?? ''], options(version, later));
      const access = clocks.find(({ clock }: Clock) => clock === 'accessToken');
      expect(Date.parse(access.at)).toBeGreaterThan(Date.now() + 91 * day);
      expect(clocksIn({ clocks }, 'refreshToken')).toEqual(['refreshToken soon']);
    });

    it('a reconfirmation starts the 90 days anew, and no bank is called', async () => {
      const before = (await resultOf(['exchanges'], options(version, later))).exchanges.length;
      const noted = await resultOf(['consent', 'reconfirmed'], options(version, later));
      expect(noted.consentId).toBe(ids[version]?.standing);
      expect(clocksIn(noted, 'reconfirmation')).toEqual(['reconfirmation running']);
      expect((await resultOf(['exchanges'], options(version, later))).exchanges).toHaveLength(before);
    });

    it('a consent that is over cannot be confirmed, and leads to another', async () => {
      const error = await errorOf(['consent', 'reconfirmed', ids[version]?.short ?? ''], options(version, later));
      expect(error).toMatchObject({
        code: 'consent_not_authorised',
        try: expect.stringContaining('obw consent create'),
      });
      const shown = await run(['consent', 'show', ids[version]?.short ?? ''], options(version, later));
      expect(shown.stdout).toMatch(version === 'v4.0' ? /^Status +EXPD$/m : /^Status +Authorised$/m);
      expect(shown.stdout).toContain('obw consent create');
      if (version === 'v4.0') expect(shown.stdout).toMatch(/^Reason +Its time is over\. \(TKXP\)/m);
      const read = await errorOf(['accounts', '--consent', ids[version]?.short ?? ''], options(version, later));
      expect(read.try).toContain('obw consent create');
    });
  });
});
