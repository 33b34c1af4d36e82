/** A registration answer as banks really give it, made readable without changing what the bank said. */

import { parseTree } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { wholeMembersOf } from '../json.ts';
import { mask } from '../redaction/redact.ts';
import { repeatedOf } from '../redaction/repeated-secret.ts';
import { secretKindOf } from '../redaction/secret-names.ts';
import { idOf, numberOf, objectOf, textOf, textsOf, unlisted } from '../strangers.ts';
import { withoutEnd } from '../text-end.ts';
import type { Answer } from '../transport/exchange.ts';
import { jsonOf } from '../transport/json.ts';

/** Members that are credentials: kept in the secret store or not at all, and masked in what is shown. `bearer` is base64(id:secret). */
const secretMembers = ['client_secret', 'registration_access_token', 'bearer'];

const noEndpoint = 'https://bank.invalid/register';

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

/** What the answer is to. */
export interface RegistrationAsked {
  /** The client's id, where the bank was asked for a client that we know. */
  known?: string;
  /** Where clients register, which is no client's own address. */
  endpoint?: string;
  /** Set where nothing was changed at the bank: an answer that cannot be read says nothing then, and can be asked for again. */
  onlyRead?: boolean;
  /** Set where the client would be of no use without its secret. */
  needsSecret?: boolean;
}

/**
 * Reads the answer to a registration, a read or an update (RFC 7591 §3.2.1). Who we are now is all that matters here; everything else is kept
 * as it came, and nothing of it makes us lose the rest. Real banks write the id as a number, `client_id_issued_at` as text or in milliseconds,
 * scopes separated by commas or as a list.
 * @throws OpenBankingError `answer_not_json`, where nothing says who the client is either, and where nothing was done but read
 */
export function readRegistrationAnswer(
  answer: Answer,
  what: string,
  asked: RegistrationAsked = {},
): RegistrationAnswer {
  const remarks: string[] = [];
  const told = membersOf(answer, what, asked, remarks);
  const said = unlisted(told);
  const clientId = clientIdOf(said, answer, asked, remarks);
  const issued = timeOf(said.client_id_issued_at);
  const clientSecret = idOf(said.client_secret);
  const repeated = repeatedOf(clientId, clientSecret);
  const registration = Object.fromEntries(
    Object.entries(said)
      .filter(([name]) => !secretMembers.includes(name))
      .map(([name, value]) => [name, concealed(value, repeated, name)]),
  );
  if (clientId !== undefined) registration.client_id = clientId;
  if (issued !== undefined) registration.client_id_issued_at = issued / 1000;
  const scopes = textsOf(said.scope)?.flatMap((scope) => scope.split(/[\s,]+/).filter((each) => each !== ''));
  if (scopes === undefined || scopes.length === 0) delete registration.scope;
  else registration.scope = scopes.join(' ');
  return {
    clientId,
    clientSecret,
    registrationAccessToken: textOf(said.registration_access_token),
    authMethod: textsOf(said.token_endpoint_auth_method)?.[0],
    registeredAt: issued === undefined ? undefined : new Date(issued).toISOString(),
    registration,
    shown: Object.fromEntries([
      ...Object.entries(told).map(([name, value]) => [
        name,
        secretMembers.includes(name) && value ? mask(idOf(said[name]) ?? '') || '…' : concealed(value, repeated, name),
      ]),
      // A number that no number here can hold.
      ...(typeof said.client_id === 'number' && !Number.isSafeInteger(said.client_id) ? [['client_id', clientId]] : []),
    ]),
    remarks,
  };
}

/** A value without what is a credential by the name of its member, however deep, and without the client's secret where it is repeated. */
function concealed(value: unknown, repeated: readonly string[], name: string): unknown {
  if (typeof value === 'string' || typeof value === 'number') {
    if (value !== '' && secretKindOf(name) === 'secret') return '…';
    return typeof value === 'number' ? value : repeated.reduce((text, each) => text.replaceAll(each, '…'), value);
  }
  if (Array.isArray(value)) return value.map((each) => concealed(each, repeated, name));
  const members = objectOf(value);
  if (members === undefined) return value;
  return Object.fromEntries(
    Object.entries(members).map(([inner, member]) => [inner, concealed(member, repeated, inner)]),
  );
}

/** The id, or a failure that says what to do without it. */
export function demandClientId({ clientId, clientSecret, remarks }: RegistrationAnswer): string {
  return (
    clientId ??
    fail({
      code: 'answer_invalid',
      message: t(
        'The bank accepted, but its answer does not say the client_id.{0}{1}',
        remarks.map((remark) => ` ${remark}`).join(''),
        clientSecret === undefined ? '' : t(' Its client_secret is kept.'),
      ),
      try:
        clientSecret === undefined
          ? t('Do not register again. Ask the bank for the client id, then take the client over.')
          : t(
              'Do not register again. Ask the bank for the client id, then take the client over, as one with a client_secret. The secret that is kept is used then.',
            ),
      remedies: [{ do: 'adoptClient' }],
    })
  );
}

/** The answer's object; an answer that cannot be read is an empty one where the client is known without it. */
function membersOf(answer: Answer, what: string, asked: RegistrationAsked, remarks: string[]): Record<string, unknown> {
  const { known, endpoint, onlyRead, needsSecret } = asked;
  try {
    const json = jsonOf(answer, what);
    return objectOf(Array.isArray(json) ? json.find(objectOf) : json) ?? {};
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError) || onlyRead) throw thrown;
    const whole = wholeClientOf(answer.body, asked);
    if (whole !== undefined) {
      remarks.push(
        t('{0} What came whole of it was taken; what was asked for stands in for the rest.', thrown.message),
      );
      return whole;
    }
    if ((known ?? locatedAt(answer, endpoint)) === undefined) {
      return fail({
        ...thrown.problem,
        try: t(
          'The bank took the request, so that a client may exist now: do not register again before that is known. Ask the bank, with the interaction id, for the client id, and take the client over. {0}',
          thrown.problem.try,
        ),
        remedies: [{ do: 'adoptClient', ...(needsSecret ? { secret: true } : {}) }],
      });
    }
    remarks.push(t('{0} What the bank registered is not known; what was asked for stands in for it.', thrown.message));
    return {};
  }
}

/**
 * The members that came whole of an answer that is cut off, where they are of use: a secret, which no bank gives again, or the id of a client
 * that needs none.
 */
export function wholeClientOf(
  body: string,
  { needsSecret }: Pick<RegistrationAsked, 'needsSecret'>,
): Record<string, unknown> | undefined {
  const members = objectOf(wholeMembersOf(body));
  const { client_id: id, client_secret: secret } = unlisted(members ?? {});
  return idOf(secret) !== undefined || (idOf(id) !== undefined && !needsSecret) ? members : undefined;
}

function clientIdOf(
  said: Record<string, unknown>,
  answer: Answer,
  { known, endpoint }: RegistrationAsked,
  remarks: string[],
): string | undefined {
  const { client_id: id } = said;
  const told = typeof id === 'number' && !Number.isSafeInteger(id) ? spelledNumber(answer.body) : idOf(id);
  if (told !== undefined && !couldBeId(told)) {
    remarks.push(t('The client_id of the bank’s answer is none: it has characters that no id has, or too many.'));
  } else if (told !== undefined) return told;
  if (known !== undefined) return known;
  const uri = textOf(said.registration_client_uri);
  const [member, spelled] = Object.entries(said).find(([name]) => /^client[-_]?id$/i.test(name)) ?? [];
  const found = [idOf(spelled), endOf(uri, endpoint), locatedAt(answer, endpoint)]
    .filter((each) => each !== undefined)
    .find(couldBeId);
  if (found !== undefined) {
    const where = member ?? (endOf(uri, endpoint) === undefined ? 'Location' : 'registration_client_uri');
    remarks.push(t("The bank's answer has no client_id; {0} was taken from its {1}.", found, where));
  }
  return found;
}

/** RFC 6749 appendix A.1, and no longer than anybody writes one. */
const couldBeId = (id: string): boolean => /^[\x20-\x7e]{1,500}$/.test(id);

/** The answer's own client_id as it stands there: a number that loses digits, or is none, once it is read. */
function spelledNumber(body: string): string | undefined {
  const tree = parseTree(body);
  const whole = tree?.type === 'array' ? tree.children?.find(({ type }) => type === 'object') : tree;
  // Of twins the last one counts, as it does where the text is parsed.
  const member = whole?.children?.findLast(({ children }) => children?.[0]?.value === 'client_id')?.children?.[1];
  const id = member?.type === 'array' ? member.children?.find(({ type }) => type === 'number') : member;
  return id?.type === 'number' ? body.slice(id.offset, id.offset + id.length) : undefined;
}

/** A Location may lead anywhere: where clients register, it is a client's address. */
function locatedAt({ headers: { location } }: Answer, endpoint = noEndpoint): string | undefined {
  if (location === undefined || !URL.canParse(location, endpoint)) return undefined;
  return new URL(location, endpoint).origin === new URL(endpoint).origin ? endOf(location, endpoint) : undefined;
}

/** The last part of an address's path, which is the client's id in a client's own address (OBIE DCR 3.3: /register/{ClientId}); the registration endpoint itself has none. */
function endOf(address: string | undefined, endpoint = noEndpoint): string | undefined {
  if (address === undefined || !URL.canParse(address, endpoint)) return undefined;
  const parts = new URL(address, endpoint).pathname.split('/').filter((part) => part !== '');
  const last = parts.at(-1);
  const [lastOfEndpoint] = withoutEnd(endpoint, '/').split('/').slice(-1);
  if (last === lastOfEndpoint || last === 'register') return undefined;
  if (last === undefined || parts.length < 2 || !URL.canParse(`https://x/${last}`)) return undefined;
  try {
    const id = textOf(decodeURIComponent(last));
    return id?.includes('/') ? undefined : id;
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
