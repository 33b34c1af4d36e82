/** The extension under test, as VS Code knows it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Extension, extensions } from 'vscode';
import { z } from 'zod';

const id = 'open-banking-workbench.open-banking-workbench';

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string().optional() })),
    viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string().optional() })),
  }),
});

export function extension(): Extension<unknown> {
  const found = extensions.getExtension(id);
  assert(found, `VS Code does not know ${id}.`);
  return found;
}

/** What its manifest contributes, read by VS Code. */
export function contributes(): z.infer<typeof manifestSchema>['contributes'] {
  return manifestSchema.parse(extension().packageJSON).contributes;
}

/** The folder of its bundles. */
export function dist(): string {
  return join(extension().extensionPath, 'dist');
}
