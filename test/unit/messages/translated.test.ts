/** Whatever the library says can be said in another language: each of its sentences goes through `t`, whose texts translators get. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { inEnglish } from '../../../src/standard/language.ts';
import { accent } from '../../e2e/support/accented.ts';

const texts = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')));

/** Rooms whose texts are not for whoever sits at the editor, or are no sentences. */
const others = new RegExp(
  [
    // The frame of what is copied or exported for other people and their programs, in English; what the library says stands in it.
    'exchanges/(copy/|report\\.ts)',
    'postman/(export|journey-)',
    'standard/account-flow\\.ts',
    // Descriptions of members in a JSON schema, which is one file.
    'workspace/(json-schema|schema|identity-schema|clients-schema|secret-command-schema)\\.ts',
    // Read by whoever mends the tables of the standard.
    'standard/(made/|corrections\\.ts)',
    // Titles of published documents, and a page with its script.
    'rules/standards\\.ts',
    'authorization/relay-page\\.ts',
  ].join('|'),
);

/** What is a name and no sentence: citations, headers, marks of PEM, code. */
const name =
  /RFC \d|Profile \d|Registration 3\.3|OpenID Connect|FAPI 1\.0 Part|^Of JWS|^(Bearer|Basic|openid|PBES2|code id_token|HTTP|OpenBanking Ltd|Open Banking Workbench|main, body)\b|KEY|CERTIFICATE|^(not understood|not needed|form parameter|java keystore|as encoded|extended key usage|week of month|day of month|not for this client|Software Statement Assertion)$|^The tables of the standard have no definition|is in no version$|\bt\('|=>|\bconst |[;{}]\s*$|^openssl /;

const literal = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** The texts of a file that have three words in a row, with a blank for what is put in. */
function sentencesOf(file: string): string[] {
  const code = readFileSync(file, 'utf8')
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(literal)]
    .map(([, single, double, template]) =>
      (single ?? double ?? template?.replace(/\$\{[^{}]*\}/g, ' … ') ?? '').replace(/\\(?=['"\\])/g, ''),
    )
    .filter((text) => /[a-z]{2,} [a-z]{2,},? [a-z]{2,}/i.test(text) && !text.includes('\n'));
}

describe.each(['src/tpp', 'src/standard'])('%s', (folder) => {
  it('has each of its sentences among the texts for translators', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file).replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts') && !others.test(file));
    const sentences = files.flatMap((file) => sentencesOf(file).map((text) => ({ file, text })));
    expect(sentences.length).toBeGreaterThan(folder === 'src/tpp' ? 1500 : 30);
    expect(sentences.filter(({ text }) => !Object.hasOwn(texts, text) && !name.test(text))).toEqual([]);
  });
});

it('a file of the editor that imports vscode has its texts from there, and the others theirs as the library has', () => {
  const files = readdirSync('src/extension', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'spoken-language.ts')
    .map((file) => [file, readFileSync(join('src/extension', file), 'utf8')] as const);
  const speak = files.filter(([, code]) => /standard\/language\.ts'/.test(code));
  expect(speak.map(([file]) => file)).toContain('words/editor-words.ts');
  expect(speak.filter(([, code]) => code.includes("from 'vscode'")).map(([file]) => file)).toEqual([]);
});

it('the texts have their places counted from 0 and no brace around one, which VS Code would not fill', () => {
  const odd = Object.keys(texts).filter((text) => {
    const places = [...new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)))].sort(
      (a, b) => a - b,
    );
    return places.some((place, index) => place !== index) || /\{\{/.test(text);
  });
  expect(odd).toEqual([]);
});

it('in English a place that nothing is given for stays, and what is put in is not looked at again', () => {
  expect(inEnglish('{0} of {1}: {2}', 0, '{0}')).toBe('0 of {0}: {2}');
});

describe('in another language', () => {
  beforeEach(async () => {
    vi.resetModules();
    const { speak } = await import('../../../src/standard/language.ts');
    speak((text, ...given) => inEnglish(accent(text), ...given));
  });

  it('tables are, which are made when they are loaded', async () => {
    const { permissions } = await import('../../../src/tpp/consents/permissions.ts');
    expect(permissions.find(({ code }) => code === 'ReadBalances')?.reveals).toBe(
      accent('All balances of the accounts.'),
    );
    const { accountType, balanceName } = await import('../../../src/tpp/accounts/account-words.ts');
    expect(accountType({ AccountType: 'Personal', AccountSubType: 'CurrentAccount' })).toBe(
      `${accent('Personal')} ${accent('current account')}`,
    );
    expect(balanceName('ITAV')).toBe(accent('Interim available'));
  });

  it('what a request is for is, and the name of an operation stays', async () => {
    const { purposeWords } = await import('../../../src/tpp/transport/purpose-words.ts');
    expect(['account access consent', 'GET /accounts'].map(purposeWords)).toEqual([
      accent('account access consent'),
      'GET /accounts',
    ]);
  });

  it('a problem is, with what it is about as it was', async () => {
    const { parseWorkspace } = await import('../../../src/tpp/workspace/parse.ts');
    const text = JSON.stringify({ banks: { acme: { discovery: 'ftp://acme.example' } } });
    expect(() => parseWorkspace(text, '/work')).toThrow(
      new RegExp(
        `^openbanking\\.json ${accent('is not valid')}: .*banks\\.acme\\.discovery ${accent('must be an https URL')} \\(`,
        's',
      ),
    );
  });
});
