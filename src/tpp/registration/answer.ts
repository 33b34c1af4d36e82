/** A registration answer as banks really give it, made readable without changing what the bank said. */
import { fail, OpenBankingError } from '../errors.ts';
import { idOf, numberOf, objectOf, textOf, textsOf, withoutBlanks } from '../strangers.ts';
import type { Answer } from '../transport/exchange.ts';
import { jsonOf } from '../transport/json.ts';
import { mask } from '../transport/redact.ts';

/** Members that are credentials: kept in the secret store or not at all, and masked in what is shown. `bearer` is base64(id:secret). */
const secretMembers = ['client_secret', 'registration_access_token', 'bearer'];

export interface RegistrationAnswer {
  /** Undefined where nothing in the answer says it. */
  clientId?: string;
  clientSecret?: string;
  /** RFC 7592 §3. */
  registrationAccessToken?: string;
  /** What the bank registered; undefined where it does not say. */
  authMethod?: string;
  /** ISO 8601. */
  registeredAt?: string;
  /** The answer without credentials and without what says nothing, with id, scope, times and lists as the standard has them. */
  registration: Record<string, unknown>;
  /** The answer with credentials masked, for showing. */
  shown: Record<string, unknown>;
  /** What is odd and forgiven, a sentence each. */
  remarks: string[];
}

/**
 * Reads the answer to a registration, a read or an update (RFC 7591 §3.2.1). Who we are now is all that matters here; everything else is kept
 * as it came, and nothing of it makes us lose the rest. Real banks write the id as a number, `client_id_issued_at` as text or in milliseconds,
 * scopes separated by commas or as a list.
 * @param known the client's id, where the bank was asked for a client that we know
 * @throws OpenBankingError `answer_not_json`, where nothing says who the client is either
 */
export function readRegistrationAnswer(answer: Answer, what: string, known?: string): RegistrationAnswer {
  const remarks: string[] = [];
  const told = membersOf(answer, what, known, remarks);
  const said = withoutBlanks(told);
  const clientId = clientIdOf(said, answer, known, remarks);
  const issued = timeOf(said.client_id_issued_at);
  const registration = Object.fromEntries(Object.entries(said).filter(([name]) => !secretMembers.includes(name)));
  if (clientId !== undefined) registration.client_id = clientId;
  if (issued !== undefined) registration.client_id_issued_at = issued / 1000;
  const scopes = textsOf(said.scope)?.flatMap((scope) => scope.split(/[\s,]+/).filter((each) => each !== ''));
  if (scopes === undefined) delete registration.scope;
  else registration.scope = scopes.join(' ');
  return {
    clientId,
    clientSecret: idOf(said.client_secret),
    registrationAccessToken: textOf(said.registration_access_token),
    authMethod: textsOf(said.token_endpoint_auth_method)?.[0],
    registeredAt: issued === undefined ? undefined : new Date(issued).toISOString(),
    registration,
    shown: Object.fromEntries(
      Object.entries(told).map(([name, value]) => [
        name,
        secretMembers.includes(name) && value ? mask(String(value)) : value,
      ]),
    ),
    remarks,
  };
}

/** The id, or a failure that says what to do without it. */
export function demandClientId({ clientId, clientSecret }: RegistrationAnswer): string {
  return (
    clientId ??
    fail({
      code: 'answer_invalid',
      message: `The bank accepted, but its answer does not say the client_id.${clientSecret === undefined ? '' : ' Its client_secret is kept.'}`,
      try: `Do not register again. Ask the bank for the client id, then take the client over (obw client adopt ID)${clientSecret === undefined ? '' : ', which uses the secret that is kept'}.`,
    })
  );
}

/** The answer's object; an answer that cannot be read is an empty one where the client is known without it. */
function membersOf(
  answer: Answer,
  what: string,
  known: string | undefined,
  remarks: string[],
): Record<string, unknown> {
  try {
    const json = jsonOf(answer, what);
    return objectOf(Array.isArray(json) ? json.find(objectOf) : json) ?? {};
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError) || (known ?? endOf(answer.headers.location)) === undefined) throw thrown;
    remarks.push(`${thrown.message} What the bank registered is not known; what was asked for stands in for it.`);
    return {};
  }
}

function clientIdOf(
  said: Record<string, unknown>,
  answer: Answer,
  known: string | undefined,
  remarks: string[],
): string | undefined {
  const { client_id: id } = said;
  if (typeof id === 'number' && !Number.isSafeInteger(id)) {
    const digits = /"client_id"\s*:\s*(\d+)/.exec(answer.body)?.[1];
    if (digits !== undefined) return digits;
  }
  const told = idOf(id);
  if (told !== undefined || known !== undefined) return told ?? known;
  const [member, spelled] = Object.entries(said).find(([name]) => /^client[-_]?id$/i.test(name)) ?? [];
  const found = idOf(spelled) ?? endOf(textOf(said.registration_client_uri)) ?? endOf(answer.headers.location);
  if (found !== undefined) {
    const where =
      member ?? (textOf(said.registration_client_uri) === undefined ? 'Location' : 'registration_client_uri');
    remarks.push(`The bank's answer has no client_id; ${found} was taken from its ${where}.`);
  }
  return found;
}

/** The last part of an address's path, which is the client's id in a client's own address (OBIE DCR 3.3: /register/{ClientId}). */
function endOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address, 'https://bank.invalid')) return undefined;
  const parts = new URL(address, 'https://bank.invalid').pathname.split('/').filter((part) => part !== '');
  const last = parts.at(-1);
  if (last === undefined || parts.length < 2 || !URL.canParse(`https://x/${last}`)) return undefined;
  try {
    return textOf(decodeURIComponent(last));
  } catch {
    return undefined;
  }
}

/** Milliseconds of a whole second; banks have seconds, milliseconds and ISO 8601, as numbers and as text. */
function timeOf(value: unknown): number | undefined {
  const number = numberOf(value);
  const time = number === undefined ? Date.parse(textOf(value) ?? '') : number > 1e11 ? number : number * 1000;
  return time > 0 && time < 8.64e15 ? Math.floor(time / 1000) * 1000 : undefined;
}
