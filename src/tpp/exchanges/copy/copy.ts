/** A copy of an exchange for another tool: without a secret in it, with the files of the workspace named. */
import type { ExchangeRecord } from '../../transport/exchange.ts';
import { curlCommand } from './curl.ts';
import { harOf } from './har.ts';
import { httpFile } from './http-file.ts';
import { pythonScript } from './python.ts';
import { type CopyFiles, templateOf, type Worded } from './template.ts';
import { typescriptModule } from './typescript.ts';

export const copyFormats = ['curl', 'python', 'typescript', 'http', 'har'] as const;
export type CopyFormat = (typeof copyFormats)[number];

/**
 * An exchange in another tool's words. What is masked in the record becomes a variable of the environment.
 *
 * @param files of {@link copyFiles}
 * @param worded how one comes by a variable's value, in the words of the surface that copies
 */
export function copyExchange(record: ExchangeRecord, format: CopyFormat, files: CopyFiles, worded?: Worded): string {
  if (format === 'har') return `${JSON.stringify(harOf([record]), undefined, 2)}\n`;
  const template = templateOf(record, files, worded);
  switch (format) {
    case 'curl':
      return curlCommand(template);
    case 'python':
      return pythonScript(template);
    case 'typescript':
      return typescriptModule(template);
    case 'http':
      return httpFile(template);
  }
}
