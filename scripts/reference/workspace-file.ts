/** The reference of openbanking.json, made from the shape that the code checks. */
import { workspaceFileSchema } from '../../src/tpp/workspace/json-schema.ts';
import { schemaSections } from './schema-sections.ts';
import { byProgram } from './table.ts';

/** The text of `docs/reference/openbanking-json.md`. */
export function workspaceFileReference(): string {
  const opening = `# Reference of openbanking.json

${byProgram}

Every member of the file; what is bold has to be there. Comments and trailing commas are allowed. VS Code shows the same while you type. What
the members are for is told in [openbanking.json](../workspace.md).`;
  return `${[opening, ...schemaSections(workspaceFileSchema())].join('\n\n')}\n`;
}
