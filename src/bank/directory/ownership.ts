/** Whose a client certificate is, and whether that is the client that a request is of. Every door of the bank asks here. */
import type { ClientCertificate } from '../http/state.ts';

/** Whose something is at the directory: an organisation's and, where that is known, one of its software statements'. */
export interface Owner {
  organisationId?: string;
  softwareId?: string;
}

/**
 * Whose a certificate is by the names of its subject, which count only where the directory has nothing listed: an OBWAC has the
 * organisation's id as its CN; the Directory's older transport certificates have the software statement's as CN and the organisation's as OU.
 *
 * @param subject One attribute a line, as `node:crypto` prints it
 */
export function ownerNamedIn(subject: string): Owner {
  const named = (pattern: string): string | undefined => new RegExp(`^${pattern}$`, 'm').exec(subject)?.[1];
  const organisationId = named('CN=([0-9a-zA-Z]{18})') ?? named('OU=([0-9a-zA-Z]{18})');
  const softwareId = named('CN=([0-9a-zA-Z]{22})');
  return { ...(organisationId && { organisationId }), ...(softwareId && { softwareId }) };
}

/** Whose a client is, as the authorization server's metadata has it. */
export function ownerOf(client: Readonly<Record<string, unknown>>): Owner {
  return { organisationId: String(client.ob_organisation_id), softwareId: String(client.ob_software_id) };
}

/**
 * Why a certificate is not the client's, fit for `error_description`; undefined when it is: its organisation is the client's and, where it
 * is of a software statement, so is that. Which of its certificates a client shows is its own affair: renewed and second ones do as well.
 */
export function foreignCertificate(
  { organisationId, softwareId }: Pick<ClientCertificate, 'organisationId' | 'softwareId'>,
  client: Owner,
): string | undefined {
  const use = `send a transport certificate of the client's software statement, ${client.softwareId}`;
  if (organisationId === undefined || organisationId !== client.organisationId) {
    const other = organisationId === undefined ? 'no organisation that is known' : `the organisation ${organisationId}`;
    return `the TLS client certificate is of ${other}, and the client is of ${client.organisationId}: ${use}`;
  }
  if (softwareId !== undefined && softwareId !== client.softwareId) {
    return `the TLS client certificate is of the software statement ${softwareId} of the same organisation: ${use}`;
  }
  return undefined;
}
