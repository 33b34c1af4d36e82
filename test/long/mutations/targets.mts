/** The central functions that are mutated, and the tests that ought to notice. */

export interface Target {
  /** A source file, from the project's folder. */
  file: string;
  /** Its tests: the files whose path contains one of these. */
  tests: string[];
  /** Mutants that no test can tell from the original, as they are called, and why. */
  equivalent?: Record<string, string>;
}

const checker = ['check.test', 'check-bounds', 'check-formats', 'check-oracle', 'finding-words'].map(
  (name) => `test/unit/standard/${name}`,
);

export const targets: Target[] = [
  {
    file: 'src/standard/check-scalar.ts',
    tests: checker,
    equivalent: {
      'tests.length === 0 → false': 'a check of nothing, which takes time',
      'pattern === undefined → false': 'a pattern that everything fits, which takes time',
      'minLength === 0 && maxLength === Number.POSITIVE_INFINITY → false': 'bounds that everything is in',
      'minimum === undefined && maximum === undefined → false': 'bounds that everything is in',
      'value.length <= maxLength → (value.length) < (maxLength)': 'its characters are counted, which takes time',
      'value.length >= minLength * 2 → (value.length) > (minLength * 2)': 'its characters are counted',
      'value.length <= maxLength && value.length >= minLength * 2 → false': 'its characters are counted',
      '2 → 3': 'its characters are counted',
    },
  },
  {
    file: 'src/standard/check-compile.ts',
    tests: checker,
    equivalent: {
      '200 → 201': 'no definition is that deep',
      'run.nesting >= maxDepth → (run.nesting) > (maxDepth)': 'no definition is that deep',
      'ready → false': 'what is kept spares time, and no more',
      'made.set(key, check); → ;': 'what is kept spares time, and no more',
      'second === undefined → false': 'a list of one, which takes time',
    },
  },
  {
    file: 'src/tpp/jwt/verification.ts',
    tests: ['verification', 'detached', 'sign-verify'].map((name) => `test/unit/tpp-jwt/${name}.test.ts`),
    equivalent: {
      "candidates[0]?.message ?? '' → candidates[0]?.message": 'there is one: the length was looked at',
    },
  },
  { file: 'src/tpp/authorization/id-token.ts', tests: ['test/unit/tpp-authorization/id-token'] },
  { file: 'src/tpp/accounts/pages.ts', tests: ['test/unit/tpp-accounts/pages'] },
  { file: 'src/tpp/accounts/row-amount.ts', tests: ['test/unit/tpp-accounts'] },
  {
    file: 'src/tpp/keys/certificate.ts',
    tests: ['test/unit/tpp-keys', 'test/unit/tpp-workspace/inspect'],
    equivalent: {
      'readDer(raw)?.content ?? new Uint8Array() → readDer(raw)?.content':
        'Node has read the certificate before: there is content',
    },
  },
  {
    file: 'src/tpp/rules/registration-identity.ts',
    tests: ['test/unit/tpp-rules', 'test/unit/tpp-registration/preflight'],
  },
  { file: 'src/tpp/workspace/state-file.ts', tests: ['test/unit/tpp-workspace/stores'] },
  {
    file: 'src/tpp/files/one-writer.ts',
    tests: ['test/unit/tpp-workspace/stores', 'test/unit/tpp-files/files'],
    equivalent: {
      '5000 → 5001': 'a millisecond more',
      '80 → 81': 'one try more',
      '1.2 → 2.2': 'a longer wait between tries',
      '10 → 11': 'a millisecond more',
      '150 → 151': 'a millisecond more',
      'queues.set( place, done.catch(() => undefined), ); → ;': 'the queue spares waits; the lock keeps the order',
    },
  },
  { file: 'src/bank/registration/checks.ts', tests: ['test/unit/bank-registration'] },
  {
    file: 'src/bank/directory/peer.ts',
    tests: ['test/unit/bank-directory', 'test/bank/certificates'],
    equivalent: {
      '1000 → 1001': 'one more is remembered',
      'seen !== undefined → false': 'what is remembered spares time, and no more',
      'oldest !== undefined → (oldest) === (undefined)': 'what is remembered spares time, and no more',
    },
  },
  { file: 'src/bank/authorization/access.ts', tests: ['test/unit/bank-authorization/access'] },
  { file: 'src/bank/accounts/permissions.ts', tests: ['test/unit/bank-accounts'] },
  { file: 'src/bank/accounts/consent-body.ts', tests: ['test/unit/bank-accounts'] },
  {
    file: 'src/bank/api/admission.ts',
    tests: ['test/unit/bank-api'],
    equivalent: {
      '200 → 201': 'every row says its status',
    },
  },
  { file: 'src/bank/api/path.ts', tests: ['test/unit/bank-api'] },
  {
    file: 'src/standard/operation-tree.ts',
    tests: ['test/unit/standard/operation-tree', 'test/unit/bank-api'],
    equivalent: { "values[place] ?? '' → values[place]": 'there are as many values as names' },
  },
];
