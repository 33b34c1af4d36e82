/** The keys and certificates of a workspace as what tokens are verified and matched with; one that cannot be read does not hide the others. */
import { type Problem, problemOf } from '../errors.ts';
import type { Certificate } from '../keys/certificate.ts';
import { keyOfWorkspace, type VerificationKey } from '../keys/verification-key.ts';
import { pairsOf } from './identity.ts';
import type { Workspace } from './workspace.ts';

export interface WorkspaceCandidates {
  /** The signing keys. */
  keys: VerificationKey[];
  /** The transport and the signing certificates, by their paths. */
  certificates: { label: string; certificate: Certificate }[];
  /** Why one of them is not there. */
  problems: Problem[];
}

/** Reads what a token may have been signed by or bound to (RFC 8705 §3), of every identity. */
export async function candidatesOf(
  workspace: Pick<Workspace, 'signingKey' | 'transportCredentials' | 'file'>,
): Promise<WorkspaceCandidates> {
  const candidates: WorkspaceCandidates = { keys: [], certificates: [], problems: [] };
  const add = (label: string | undefined, certificate: Certificate | undefined) => {
    if (label !== undefined && certificate) candidates.certificates.push({ label, certificate });
  };
  for (const identity of pairsOf(workspace.file)) {
    const { signing, transport } = identity;
    const [own, credentials] = await Promise.allSettled([
      workspace.signingKey(identity),
      workspace.transportCredentials(identity),
    ]);
    if (own.status === 'fulfilled') {
      candidates.keys.push(keyOfWorkspace(own.value, signing.key ?? signing.certificate ?? ''));
      add(signing.certificate, own.value.certificate);
    } else candidates.problems.push(problemOf(own.reason));
    if (credentials.status === 'fulfilled') add(transport.certificate, credentials.value.parsed);
    else candidates.problems.push(problemOf(credentials.reason));
  }
  return candidates;
}
