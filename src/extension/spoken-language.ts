/** What the library and the standard say is said in the editor's language: loaded before either of them. */
import * as vscode from 'vscode';
import { speak } from '../standard/language.ts';

speak((text, ...given) => vscode.l10n.t(text, ...given.map(String)));
