/** What the bank writes by hand of an operation: what is done, as a neutral value, and how each version writes it. */
import type { ApiVersion } from '../../standard/operation.ts';
import { readWriteVersions } from '../../standard/versions.ts';
import type { Access } from '../http/state.ts';

/** An admitted request: nothing about it is left to refuse but what the resource alone can know. */
export interface Asked {
  /** The version that was asked, and that the answer is written in. */
  readonly version: ApiVersion;
  readonly access: Access;
  /** What stands for the names of the operation's path, e.g. `AccountId`. */
  readonly params: Readonly<Record<string, string>>;
  /** The raw query string, without the question mark. */
  readonly query: string;
  /** The body as JSON has it and as its definition in the version asked has it; undefined where the operation takes none. */
  readonly body: unknown;
  /** Base URL of the API that was asked, no trailing slash: links begin with it. */
  readonly base: string;
}

/** With the consent behind a customer's token, looked at anew, whose permissions suffice for the operation. */
export interface AskedByCustomer<Consent> extends Asked {
  readonly consent: Consent;
}

interface Links {
  readonly Self: string;
  readonly First?: string | undefined;
  readonly Prev?: string | undefined;
  readonly Next?: string | undefined;
  readonly Last?: string | undefined;
}

/** What came of a request: the neutral value, and what of the frame around it is not as usual. */
export interface Made<Neutral> {
  readonly it: Neutral;
  /** Default: `Self` is the path that was asked. */
  readonly links?: Links;
  /** Default: one page. */
  readonly meta?: object;
}

/** What is made only where its bytes are not kept from an earlier request. */
export interface Kept<Neutral> {
  /** All that the bytes depend on, beside version and operation. */
  readonly as: string;
  make(): Promise<Made<Neutral>>;
}

/** What is bytes of its own, in no version's words. */
interface File {
  /** By which it is to be kept: letters, digits, dots and dashes. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** `undefined` is an answer without a body. */
type Outcome<Neutral> = Made<Neutral> | Kept<Neutral> | undefined;

/** The members of a document that are the resource's own; `Links` and `Meta` come after them. */
export interface Written {
  readonly Data: object;
  readonly Risk?: object;
}

/** How each version that has the resource writes it; 4.0 without a writer of its own is written by that of 4.0.1. */
export type Writers<Neutral> = Readonly<Partial<Record<ApiVersion, (it: Neutral, version: ApiVersion) => Written>>>;

interface Handwritten<Bank, Request, Neutral> {
  /** @throws Refusal */
  handle(asked: Request, bank: Bank): Promise<Outcome<Neutral>>;
  readonly write: Writers<Neutral>;
}

/** A made or kept document, ready to become bytes. */
export interface Document {
  readonly written: Written;
  readonly links?: Links | undefined;
  readonly meta?: object | undefined;
}

/** What the admission runs: {@link Handwritten} with its neutral value hidden. */
interface Runs<Bank, Request> {
  /** Of what it answers. Default: JSON. */
  readonly type?: string;
  readonly versions: readonly string[];
  run(
    asked: Request,
    bank: Bank,
  ): Promise<Document | { readonly as: string; make(): Promise<Document> } | { readonly file: File } | undefined>;
}

export type Resource<Bank, Consent> =
  | (Runs<Bank, Asked> & { readonly token: 'client' })
  | (Runs<Bank, AskedByCustomer<Consent>> & { readonly token: 'customer' });

/** A resource for a client's own token. */
export function ofClient<Bank, Neutral>(
  of: Handwritten<Bank, Asked, Neutral>,
): Runs<Bank, Asked> & { readonly token: 'client' } {
  return { token: 'client', ...running(of) };
}

/** A resource for a token that a customer authorised. */
export function ofCustomer<Bank, Consent, Neutral>(
  of: Handwritten<Bank, AskedByCustomer<Consent>, Neutral>,
): Runs<Bank, AskedByCustomer<Consent>> & { readonly token: 'customer' } {
  return { token: 'customer', ...running(of) };
}

/** A file for a token that a customer authorised, the same in each version. */
export function fileOfCustomer<Bank, Consent>({
  handle,
  ...rest
}: {
  readonly type: string;
  readonly versions: readonly ApiVersion[];
  /** @throws Refusal */
  handle(asked: AskedByCustomer<Consent>, bank: Bank): Promise<File>;
}): Runs<Bank, AskedByCustomer<Consent>> & { readonly token: 'customer' } {
  return { token: 'customer', ...rest, run: async (asked, bank) => ({ file: await handle(asked, bank) }) };
}

function running<Bank, Request extends Asked, Neutral>({
  handle,
  write,
}: Handwritten<Bank, Request, Neutral>): Runs<Bank, Request> {
  const writerOf = (version: ApiVersion) => write[version] ?? (version === '4.0' ? write['4.0.1'] : undefined);
  const documentOf = ({ it, links, meta }: Made<Neutral>, version: ApiVersion): Document => {
    const writer = writerOf(version);
    if (writer === undefined) throw new Error(`A resource without ${version} was asked for it`);
    return { written: writer(it, version), links, meta };
  };
  return {
    versions: readWriteVersions.filter((version) => writerOf(version) !== undefined),
    async run(asked, bank) {
      const outcome = await handle(asked, bank);
      if (outcome === undefined) return undefined;
      if ('it' in outcome) return documentOf(outcome, asked.version);
      return { as: outcome.as, make: async () => documentOf(await outcome.make(), asked.version) };
    },
  };
}
