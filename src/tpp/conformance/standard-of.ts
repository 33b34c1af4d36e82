/** A bank's exchanges held against the standard as they pass: what the transport asks of each request. */
import { t } from '../../standard/language.ts';
import { fileOf } from '../../standard/specification-files.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { redactedStart } from '../redaction/redact.ts';
import type { Deviation, KnownOperation } from '../transport/exchange.ts';
import type { BankEntry } from '../workspace/schema.ts';
import { deviationsOf } from './deviations.ts';
import { type Recognise, recogniserOf } from './recognise.ts';

export interface StandardOf {
  /** Which operation a request is; nothing before the bank's addresses are known, or where its entry says `answers: off`. */
  operation(method: string, url: string): KnownOperation | undefined;
  /** Takes the bank's addresses, once they are known. */
  learn(metadata: Pick<BankMetadata, 'accountInformation' | 'registrationEndpoint'>): void;
}

export function standardOf(entry: BankEntry): StandardOf {
  let recognise: Recognise | undefined;
  const values = entry.environment !== 'production';
  return {
    learn: (metadata) => {
      if (entry.answers !== 'off') recognise = recogniserOf(entry, metadata);
    },
    operation: (method, url) => {
      const recognised = recognise?.(method, url);
      if (recognised === undefined) return undefined;
      const { operation, version } = recognised;
      return {
        name: `${operation.verb} ${operation.path}`,
        version,
        file: fileOf(operation.api, version),
        deviations: (judged) => {
          try {
            return deviationsOf(judged, recognised, { values, ...(entry.quirks ? { quirks: entry.quirks } : {}) });
          } catch (thrown) {
            return [unchecked(thrown)];
          }
        },
      };
    },
  };
}

/** A fault of ours, such as tables that are not there, costs the judgement and not the exchange. */
function unchecked(thrown: unknown): Deviation {
  const why = redactedStart(thrown instanceof Error ? thrown.message : String(thrown), 200);
  const says = t('This exchange was not held against the standard: {0}', why);
  return { of: 'answer', grade: 'hint', rule: 'unchecked', path: '', times: 1, says };
}
