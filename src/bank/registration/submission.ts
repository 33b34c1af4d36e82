/** A registration request after its signatures were checked: what the claim checks look at. */
import type { RegistrationVersion } from '../../standard/operation.ts';
import type { AssertionClaims } from '../directory/assertion.ts';
import type { Profile } from '../profile/profile.ts';
import type { RegistrationClaims } from './claims.ts';

export interface Submission {
  claims: RegistrationClaims;
  /** The claims of the software statement assertion within. */
  statement: AssertionClaims;
  /** Distinguished names that `tls_client_auth_subject_dn` may give: the connection's own, and for an update those of the other transport certificates listed. */
  subjectNames: string[];
  profile: Profile;
  /** That of the path that was asked. */
  version: RegistrationVersion;
  issuer: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Reasons to refuse, thrown; returns when there are none. */
export type SubmissionCheck = (submission: Submission) => void;
