/** The central functions that are mutated, and the tests that ought to notice. */

export interface Target {
  /** A source file, from the project's folder. */
  file: string;
  /** Its tests: the files whose path contains one of these. */
  tests: string[];
  /** Mutants that no test can tell from the original, as they are called, and why. */
  equivalent?: Record<string, string>;
}

export const targets: Target[] = [
  {
    file: 'src/tpp/jwt/verification.ts',
    tests: ['verification', 'detached', 'sign-verify'].map((name) => `test/unit/tpp-jwt/${name}.test.ts`),
  },
  { file: 'src/tpp/authorization/id-token.ts', tests: ['test/unit/tpp-authorization/id-token'] },
  { file: 'src/tpp/accounts/pages.ts', tests: ['test/unit/tpp-accounts/pages'] },
  { file: 'src/tpp/accounts/row-amount.ts', tests: ['test/unit/tpp-accounts'] },
  { file: 'src/tpp/keys/certificate.ts', tests: ['test/unit/tpp-keys', 'test/unit/tpp-workspace/inspect'] },
  { file: 'src/tpp/registration/preflight-identity.ts', tests: ['test/unit/tpp-registration'] },
  { file: 'src/tpp/workspace/state-file.ts', tests: ['test/unit/tpp-workspace/stores'] },
  { file: 'src/bank/registration/checks.ts', tests: ['test/unit/bank-registration'] },
  { file: 'src/bank/directory/peer.ts', tests: ['test/unit/bank-directory', 'test/bank/certificates'] },
  { file: 'src/bank/authorization/access.ts', tests: ['test/unit/bank-registration/manage', 'test/bank/tokens'] },
  { file: 'src/bank/accounts/permissions.ts', tests: ['test/unit/bank-accounts'] },
  { file: 'src/bank/accounts/consent-body.ts', tests: ['test/unit/bank-accounts'] },
];
