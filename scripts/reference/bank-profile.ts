/** The reference of a profile of the bank, and its JSON schema, made from the shape that the bank checks. */
import { z } from 'zod';
import { deviationRows } from '../../src/bank/profile/deviation.ts';
import { profileFileSchema } from '../../src/bank/profile/file.ts';
import { schemaSections } from './schema-sections.ts';
import { byProgram, table } from './table.ts';

/** For `$schema` of a file with a profile. */
export const bankProfileSchema = (): unknown => z.toJSONSchema(profileFileSchema, { io: 'input' });

/** The text of `docs/reference/bank-profile.md`. */
export function bankProfileReference(): string {
  const opening = `# Reference of a profile of the bank

${byProgram}

Every member of a file for \`obw bank start --profile FILE\`, of which all may be left out where \`extends\` names a profile that has them. What it
is for is told in [The bank that comes along](../sandbox.md#a-profile-of-your-own). \`bank-profile.schema.json\` beside this page is the same for
editors.`;
  const rows = deviationRows.map((row) => [`\`${row.at}\``, `\`${row.do}\``, row.means, row.seen]);
  const deviations = [
    '## What the bank can be made to do',
    table(['at', 'do', 'what comes of it', 'who was seen to do it'], rows),
  ];
  return `${[opening, ...schemaSections(bankProfileSchema()), ...deviations].join('\n\n')}\n`;
}
