/** The signature of a request's body by the workspace's signing key, as the bank's entry and the API's version want it. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { signDetached } from '../jwt/detached.ts';
import type { Session } from '../session.ts';

/**
 * `x-jws-signature` of a body as it is sent (Read/Write Data API Specification, Message Signing).
 * @throws OpenBankingError those of the signing key and of the software statement
 */
export async function messageSignature(session: Session, body: string): Promise<string> {
  const { messageSigning: { iss, tan, b64 } = {} } = session.bank.entry;
  const [key, statement] = await Promise.all([session.workspace.signingKey(session.bank), session.softwareStatement()]);
  return signDetached(body, key, {
    iss: iss ?? `${statement.organisationId ?? unknownOrganisation()}/${statement.softwareId}`,
    ...(tan === undefined ? {} : { tan }),
    ...(b64 === false ? { b64 } : {}),
    surroundings: session.surroundings,
  });
}

function unknownOrganisation(): never {
  return fail({
    code: 'software_statement_invalid',
    message: t('The software statement names no organisation (org_id), which signed messages name as their issuer.'),
    try: t('Write {organisation id}/{software id} as messageSigning.iss into the bank’s entry of openbanking.json.'),
  });
}
