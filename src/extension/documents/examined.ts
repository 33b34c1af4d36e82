/** Documents in memory that are looked over while they are typed: what is found stands in them as diagnostics. */
import * as vscode from 'vscode';
import { Debounce } from '../debounce.ts';
import { diagnosticSource } from '../plain/diagnostic.ts';
import { faultDiagnostic } from './faults.ts';
import { diagnosticOf, type RequestFinding } from './findings.ts';
import type { TextFault } from './json-faults.ts';
import { onDidForgetMemoryFile } from './memory-files.ts';

/** How documents of one kind are looked over; `About` is what one was opened for, `Read` what its text says. */
interface Examination<About, Read extends object, Found> {
  /** Stands beside each diagnostic, after the product's own. */
  name: string;
  read(text: string): Read | { faults: TextFault[] };
  examine(about: About, read: Read): Promise<Found>;
  /** All that is said of a document, what matters first. */
  told(found: Found): readonly RequestFinding[];
}

interface Entry<About, Found> {
  about: About;
  /** In its text as last looked at; undefined where that cannot be read. */
  found?: Found | undefined;
}

/** Milliseconds without typing after which a document is looked at. */
const delay = 250;

export class ExaminedDocuments<About, Read extends object, Found> implements vscode.Disposable {
  readonly #kind: Examination<About, Read, Found>;
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #entries = new Map<string, Entry<About, Found>>();
  readonly #waiting = new Debounce(delay);
  readonly #subscriptions: vscode.Disposable;

  constructor(kind: Examination<About, Read, Found>) {
    this.#kind = kind;
    this.#diagnostics = vscode.languages.createDiagnosticCollection(`${diagnosticSource} ${kind.name}`);
    this.#subscriptions = vscode.Disposable.from(
      this.#diagnostics,
      this.#waiting,
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#examineSoon(document)),
      onDidForgetMemoryFile((uri) => this.#forget(uri)),
    );
  }

  async add(document: vscode.TextDocument, about: About): Promise<void> {
    this.#entries.set(document.uri.toString(), { about });
    await this.examine(document);
  }

  /** Undefined for a document that is none of these, or is closed. */
  get(uri: vscode.Uri): Readonly<Entry<About, Found>> | undefined {
    return this.#entries.get(uri.toString());
  }

  /** What the text says as it stands, or what keeps it from being read; undefined for a document that is none of these. */
  async examine(
    document: vscode.TextDocument,
  ): Promise<{ about: About; read: Read; found: Found } | { faults: TextFault[] } | undefined> {
    const { uri, version } = document;
    const entry = this.#entries.get(uri.toString());
    if (!entry) return undefined;
    const read = this.#kind.read(document.getText());
    if ('faults' in read) {
      entry.found = undefined;
      this.#diagnostics.set(
        uri,
        read.faults.map((fault) => faultDiagnostic(document, fault)),
      );
      return read;
    }
    const found = await this.#kind.examine(entry.about, read);
    // Changed meanwhile, closed, or opened anew for something else: what has been found is of no text that stands here.
    if (document.version === version && this.#entries.get(uri.toString()) === entry) {
      entry.found = found;
      this.#diagnostics.set(
        uri,
        this.#kind.told(found).map((finding) => diagnosticOf(document, finding)),
      );
    }
    return { about: entry.about, read, found };
  }

  #examineSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (this.#entries.has(key)) this.#waiting.run(() => void this.examine(document), key);
  }

  #forget(uri: vscode.Uri): void {
    this.#waiting.cancel(uri.toString());
    this.#entries.delete(uri.toString());
    this.#diagnostics.delete(uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
