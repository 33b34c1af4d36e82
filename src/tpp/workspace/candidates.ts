/** The keys and certificates of a workspace as what tokens are verified and matched with; one that cannot be read does not hide the others. */
import { type Problem, problemOf } from '../errors.ts';
import type { Certificate } from '../keys/certificate.ts';
import { keyOfWorkspace, type VerificationKey } from '../keys/verification-key.ts';
import type { Workspace } from './workspace.ts';

export interface WorkspaceCandidates {
  /** The signing key. */
  keys: VerificationKey[];
  /** The transport and the signing certificate, by their paths. */
  certificates: { label: string; certificate: Certificate }[];
  /** Why one of them is not there. */
  problems: Problem[];
}

/** Reads what a token may have been signed by or bound to (RFC 8705 §3). */
export async function candidatesOf(
  workspace: Pick<Workspace, 'signingKey' | 'transportCredentials'> & {
    file: Pick<Workspace['file'], 'signing' | 'transport'>;
  },
): Promise<WorkspaceCandidates> {
  const { signing, transport } = workspace.file;
  const candidates: WorkspaceCandidates = { keys: [], certificates: [], problems: [] };
  const add = (label: string | undefined, certificate: Certificate | undefined) => {
    if (label !== undefined && certificate) candidates.certificates.push({ label, certificate });
  };
  const [own, credentials] = await Promise.allSettled([workspace.signingKey(), workspace.transportCredentials()]);
  if (own.status === 'fulfilled') {
    candidates.keys.push(keyOfWorkspace(own.value, signing.key));
    add(signing.certificate, own.value.certificate);
  } else candidates.problems.push(problemOf(own.reason));
  if (credentials.status === 'fulfilled') add(transport.certificate, credentials.value.parsed);
  else candidates.problems.push(problemOf(credentials.reason));
  return candidates;
}
