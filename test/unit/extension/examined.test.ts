/** Documents that are looked over while they are typed: of two looks under way, what the newer found stays. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { TextDocument } from 'vscode';
import { ExaminedDocuments } from '../../../src/extension/documents/examined.ts';

const shown = vi.hoisted(() => ({ messages: [] as string[] }));
vi.mock('vscode', () => {
  class Shape {
    readonly message: unknown;
    constructor(_range: unknown, message: unknown) {
      this.message = message;
    }
  }
  const subscribe = () => ({ dispose: () => undefined });
  return {
    Diagnostic: Shape,
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2 },
    Range: Shape,
    EventEmitter: class {
      readonly event = subscribe;
    },
    Disposable: { from: subscribe },
    FileChangeType: {},
    FileType: {},
    FilePermission: {},
    l10n: { t: (text: string) => text },
    languages: {
      createDiagnosticCollection: () => ({
        set: (_uri: unknown, diagnostics: { message: string }[]) => {
          shown.messages = diagnostics.map(({ message }) => message.trim());
        },
      }),
    },
    workspace: { onDidChangeTextDocument: subscribe },
  };
});

/** Looks that are under way, by the text that each looks at: each ends when it is told what it found. */
const looks = new Map<string, (found: string) => void>();
const kind = {
  name: 'test',
  read: (text: string) =>
    text === '' ? { faults: [{ code: 'json_invalid' as const, about: '1:1', start: 0, end: 0 }] } : { text },
  examine: (_about: string, { text }: { text: string }) => new Promise<string>((end) => looks.set(text, end)),
  told: (found: string) => [{ severity: 'error' as const, code: 'x', message: found, fix: '', pointer: '' }],
};

const uri = { toString: () => 'openbanking:/x.json' };
const documentOf = (text: string) => {
  const document = { uri, version: 1, text, getText: () => document.text, positionAt: (at: number) => at };
  const type = (next: string): void => {
    document.text = next;
    document.version += 1;
  };
  return { document: document as unknown as TextDocument, type };
};

beforeEach(() => {
  looks.clear();
  shown.messages = [];
});

test('what an older text had is not said of a newer one', async () => {
  const documents = new ExaminedDocuments(kind);
  const { document, type } = documentOf('old');
  const older = documents.add(document, 'about');
  type('new');
  const newer = documents.examine(document);
  looks.get('new')?.('of the new');
  expect(await newer).toEqual({ about: 'about', read: { text: 'new' }, found: 'of the new' });
  looks.get('old')?.('of the old');
  await older;
  expect(documents.get(document.uri)?.found).toBe('of the new');
  expect(shown.messages).toEqual(['of the new']);
});

test('what was found for another purpose is not said of a document that was opened anew', async () => {
  const documents = new ExaminedDocuments(kind);
  const { document } = documentOf('text');
  const before = documents.add(document, 'before');
  const ofBefore = looks.get('text');
  const now = documents.add(document, 'now');
  looks.get('text')?.('of now');
  await now;
  ofBefore?.('of before');
  await before;
  expect(documents.get(document.uri)).toEqual({ about: 'now', found: 'of now' });
  expect(shown.messages).toEqual(['of now']);
});

test('a text that cannot be read has its faults and nothing found', async () => {
  const documents = new ExaminedDocuments(kind);
  const { document, type } = documentOf('text');
  const added = documents.add(document, 'about');
  looks.get('text')?.('found');
  await added;
  type('');
  expect(await documents.examine(document)).toMatchObject({ faults: [{ code: 'json_invalid' }] });
  expect(documents.get(document.uri)).toEqual({ about: 'about' });
  expect(shown.messages).toEqual([expect.stringContaining('not JSON')]);
});
