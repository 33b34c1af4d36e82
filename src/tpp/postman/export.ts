/** A bank handed over to Postman: environment, collection and list of client certificates, as the files that they go into. */
import type { Session } from '../session.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { identityOf } from '../workspace/identity.ts';
import { passphraseName } from '../workspace/secrets.ts';
import { exportCollection, type SigningTools } from './export-collection.ts';
import { exportEnvironment } from './export-environment.ts';

export interface ExportedFile {
  /** Without a folder. */
  name: string;
  text: string;
  /** True for one that must be readable by its owner only. */
  secret: boolean;
}

export interface ExportOptions {
  /** Puts the client's secret and the key's passphrase in; they stay out otherwise. */
  secrets?: boolean;
  tools: SigningTools;
  /** What the collection's consent asks for, and by that what it reads; default: all but card numbers in full. */
  permissions?: readonly string[];
}

/**
 * The bank of this session for Postman and newman. Paths in the list of client certificates are those of openbanking.json, relative to its
 * folder.
 *
 * @throws OpenBankingError `permissions_invalid`, `discovery_invalid` and those of the network
 */
export async function exportPostman(
  session: Session,
  { secrets = false, tools, permissions }: ExportOptions,
): Promise<ExportedFile[]> {
  const [environment, collection, certificates] = await Promise.all([
    exportEnvironment(session, secrets),
    exportCollection(session, tools, permissions),
    clientCertificateList(session, secrets),
  ]);
  const { name } = session.bank;
  const file = (suffix: string, value: unknown, secret: boolean): ExportedFile => ({
    name: `${name}.${suffix}.json`,
    text: `${JSON.stringify(value, undefined, 2)}\n`,
    secret,
  });
  return [
    file('postman_environment', environment, secrets),
    file('postman_collection', collection, false),
    file('client-certificates', certificates, secrets),
  ];
}

/** Which hosts get the transport certificate, one pattern for each, exact by host and port. */
async function clientCertificateList(session: Session, secrets: boolean): Promise<unknown[]> {
  const { certificateUrls } = await session.metadata();
  const hosts = new Set(certificateUrls.flatMap((url) => hostAndPort(url) ?? []));
  const { certificate, key } = identityOf(session.workspace.file, session.bank).transport;
  if (certificate === undefined || key === undefined) return [];
  const passphrase = secrets ? await session.secrets.get(passphraseName('transport')) : undefined;
  return [
    {
      name: `${session.bank.name}: transport`,
      matches: [...hosts].map((host) => `https://${host}/*`),
      cert: { src: certificate },
      key: { src: key },
      ...(passphrase !== undefined && { passphrase }),
    },
  ];
}
