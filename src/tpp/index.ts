/** The TPP side as command line and extension see it; esbuild makes dist/tpp.js of it, loaded by the first command that needs it. */
// biome-ignore-all lint/performance/noBarrelFile: this is a bundle's entry, where what goes into it has to be named
export { type ReadBalance, readBalances } from './accounts/balance-rows.ts';
export { type Comparison, compareStatements, rowStates } from './accounts/comparison.ts';
export { type BankObject, collect, type Page, readBefore } from './accounts/pages.ts';
export { type ReadOptions, type ResourceReading, read, readPages } from './accounts/read.ts';
export { type ResourceName, type ResourceRow, resourceRows, resourceWords } from './accounts/resource-rows.ts';
export {
  accountId,
  accounts,
  balances,
  type TransactionRange,
  transactionPages,
  transactions,
} from './accounts/resources.ts';
export type { RowColumns } from './accounts/row-columns.ts';
export { type RowMark, rowMarks } from './accounts/row-marks.ts';
export { type ReadMoney, readMoney } from './accounts/row-reader.ts';
export { type OfxAccount, type OfxFile, type OfxOptions, statementOfx } from './accounts/statement-ofx.ts';
export { type StatementAccount, StatementRows } from './accounts/statement-rows.ts';
export { csvParts, jsonParts, transactionsCsv } from './accounts/transactions-csv.ts';
export type { ApiOptions, PresentCustomer } from './api/caller.ts';
export { type AcceptedRedirect, acceptRedirect } from './authorization/accept.ts';
export {
  authoriseHeadless,
  authoriseInBrowser,
  type BrowserOptions,
  leavingNothing,
} from './authorization/authorise.ts';
export type { Customer } from './authorization/headless.ts';
export { inspectionAt } from './authorization/inspection-at.ts';
export { type Launch, launch } from './authorization/launch.ts';
export { type ExpectedRedirect, expectRedirect, isCatchable } from './authorization/loopback.ts';
export { preflightRequest, requestContext } from './authorization/preflight-request.ts';
export { type Redirect, readRedirect } from './authorization/redirect.ts';
export {
  type AuthorisationOptions,
  type AuthorisationPreview,
  type AuthorisationRequest,
  authorisationRequest,
  previewAuthorisationRequest,
  responseModeOf,
} from './authorization/request.ts';
export { consentTokens, knownTokens, refreshTokens } from './authorization/tokens.ts';
export { unverifiedAnswer } from './authorization/unverified.ts';
export { adoptionOf, isSecretLost } from './client/adoption.ts';
export {
  assertSecret,
  basicCredentials,
  clientSecret,
  isSecretKnown,
  registeredMetadata,
} from './client/client.ts';
export { clientCredentialsToken } from './client/client-token.ts';
export { keptTokens, type TokenSet } from './client/token-set.ts';
export { compareWith, jsonDocument, likeliestMessages } from './conformance/compare.ts';
export { operationsByName, standardText } from './conformance/lookup.ts';
export { type ConsentChoices, createConsent, readConsent, revokeConsent } from './consents/consent.ts';
export { authorisedAmong, consentsOf, findConsent } from './consents/kept.ts';
export {
  assertPermissions,
  everyPermission,
  type Permission,
  type PermissionGroup,
  permissionProblems,
  permissions,
} from './consents/permissions.ts';
export { authorityFileFindings } from './directory/authority-file.ts';
export { candidatesFor, missingIn, type RecognisedFiles, type Role, type Roles, recognise } from './directory/pair.ts';
export type { GivenFile, Thing } from './directory/recognise.ts';
export { readSoftwareStatement, type SoftwareStatement } from './directory/software-statement.ts';
export {
  type BankSupport,
  bankIn,
  bankNameOf,
  type ComposedBank,
  composeBank,
  discoveryUrl,
  identityNamesIn,
  mergeWorkspace,
  supportOf,
} from './discovery/compose.ts';
export { type BankMetadata, type DiscoveryDocument, fetchDiscovery } from './discovery/discovery.ts';
export { keysOfBank } from './discovery/key-set.ts';
export { type BankAnswer, type ErrorCode, OpenBankingError, type Problem, problemOf } from './errors.ts';
export { bankAuditLog } from './exchanges/audit-log.ts';
export { type CopyFormat, copyExchange, copyFormats } from './exchanges/copy/copy.ts';
export { copyFiles } from './exchanges/copy/files.ts';
export { type Har, harOf } from './exchanges/copy/har.ts';
export type { CopyFiles } from './exchanges/copy/template.ts';
export { breachesOf, deviationLines, deviationNotes, standardName } from './exchanges/deviation-words.ts';
export {
  type ExplainContext,
  type Explanation,
  explainExchange,
  explanationText,
  type Reading,
} from './exchanges/explain.ts';
export { type ExchangeRecorder, exchangeRecorder, readExchanges } from './exchanges/file.ts';
export { type ExchangeFlow, flowOf, flows } from './exchanges/flow.ts';
export {
  createExchangeLog,
  type ExchangeFilter,
  type ExchangeLog,
  type ExchangeLogOptions,
  matcherOf,
  type StatusClass,
  statusClasses,
  statusClassOf,
} from './exchanges/log.ts';
export { wasRefused } from './exchanges/refused.ts';
export { type RequestChanges, repeatExchange, repetitionOf, repetitionWarnings } from './exchanges/repeat.ts';
export { bankReport, type Reporter, reportFor } from './exchanges/report.ts';
export type { Finding } from './finding.ts';
export { inspectToken } from './inspect/inspect.ts';
export type {
  ExplainedMember,
  Inspection,
  InspectionContext,
  Rule,
  TokenExpectations,
  TokenFinding,
  TokenForm,
  TokenKind,
  TokenOrigin,
} from './inspect/inspection.ts';
export { signerOf } from './inspect/signers.ts';
export {
  type Journey,
  type JourneyOptions,
  type JourneyStep,
  journeySteps,
  runJourney,
  type StepReport,
} from './journey.ts';
export {
  type CertificateChain,
  type ChainLink,
  type ConfirmationMatch,
  type MatchCandidates,
  matchConfirmation,
  matchKid,
  readChain,
} from './jwt/certificates.ts';
export { type DecodedJwt, decodeJwt, type Jws, payloadOf, readJws } from './jwt/decode.ts';
export { type DetachedOptions, signDetached } from './jwt/detached.ts';
export { type FetchedJwks, type FetchJwksOptions, fetchJwks } from './jwt/fetch-jwks.ts';
export { findJwts, findTokens } from './jwt/find.ts';
export { type FoundJwt, findJwtsInStream, type StreamSearch } from './jwt/find-in-stream.ts';
export { compareHashes, type HashComparison, type HashedValues } from './jwt/hashes.ts';
export type { KeyRemark } from './jwt/key-remarks.ts';
export { type KeyUrl, urlsOfKeys } from './jwt/key-urls.ts';
export { maskedFixture } from './jwt/masked-fixture.ts';
export { type Edited, resign } from './jwt/resign.ts';
export { explainSignatures } from './jwt/several-signatures.ts';
export { signJwt, unsecuredJwt } from './jwt/sign.ts';
export { spelledOut } from './jwt/spelling.ts';
export { claimsText, textOfToken } from './jwt/token-text.ts';
export {
  explainVerification,
  type RefusalReason,
  type Refused,
  type Verification,
  type VerificationOptions,
  type Verified,
} from './jwt/verification.ts';
export type { AttemptReason, KeyAttempt } from './jwt/verification-attempt.ts';
export { verifyJwt } from './jwt/verify.ts';
export { type Certificate, readAuthorityFile, readCertificate, sameDistinguishedName } from './keys/certificate.ts';
export { keyFileText } from './keys/key-file.ts';
export { kidOf } from './keys/kid.ts';
export { normalisePem } from './keys/pem.ts';
export { assertFits, readPrivateKey, type SigningKey } from './keys/private-key.ts';
export { keySigner } from './keys/signer.ts';
export {
  type KeyForm,
  type KeySource,
  keyOfCertificate,
  keyOfJwk,
  keyOfWorkspace,
  keysOfSet,
  type VerificationKey,
} from './keys/verification-key.ts';
export { needsPassphrase, readVerificationKeys } from './keys/verification-keys.ts';
export { type AppliedImport, applyImport, type ImportTarget } from './postman/apply.ts';
export type { Concealed } from './postman/concealed.ts';
export { downloadEnvironment, type PostmanEnvironment } from './postman/environment.ts';
export { type ExportedFile, type ExportOptions, exportPostman } from './postman/export.ts';
export { type PostmanDocument, postmanDocuments, readPostmanFile } from './postman/file.ts';
export { type PreviewOptions, previewImport, previewPostmanFiles } from './postman/import.ts';
export { type ImportItem, type ImportOutcome, importOutcomes } from './postman/import-item.ts';
export type {
  FoundScript,
  ImportPreview,
  ProposedBank,
  ProposedCertificate,
  ProposedClient,
  ProposedCollection,
  ProposedKey,
  ProposedSecret,
  UncoveredSecrets,
} from './postman/import-types.ts';
export { type RunOptions, runSavedRequest } from './postman/run.ts';
export {
  findSavedRequest,
  type NamedRequest,
  namedRequests,
  readSavedRequests,
  requestsFolder,
  type SavedCollection,
  type SavedRequest,
  type StoredCollection,
} from './postman/saved-request.ts';
export { mask, redactHeaders, redactText } from './redaction/redact.ts';
export { unbroken } from './redaction/token-lines.ts';
export { beginsLikeToken } from './redaction/token-shape.ts';
export type { RegistrationChoices } from './registration/choices.ts';
export { registrationClaims } from './registration/claims.ts';
export {
  adoptClient,
  readRegistration,
  updateRegistration,
} from './registration/client.ts';
export { deleteRegistration, forgetClient, removeHere } from './registration/client-end.ts';
export { type ClaimFinding, preflight } from './registration/preflight.ts';
export { checkPrerequisites } from './registration/prerequisites.ts';
export {
  findingsFor,
  prepareRegistration,
  type RegisterOptions,
  type Registration,
  type RegistrationRequest,
  register,
  signRegistration,
} from './registration/register.ts';
export { type Shared, shareClient } from './registration/shared-client.ts';
export { findWaitingSecret } from './registration/waiting-secret.ts';
export type { RegistrationFacts } from './rules/registration-facts.ts';
export type { RequestFacts } from './rules/request-facts.ts';
export type { Section } from './rules/standards.ts';
export {
  type ClientChoice,
  clientsAt,
  currentClient,
  findClient,
  findSharedClient,
  isOwnClient,
  openSession,
  type Session,
  type SessionOptions,
} from './session.ts';
export { realSurroundings, type Surroundings } from './surroundings.ts';
export type {
  Answer,
  ClientCertificateUse,
  ExchangeRecord,
  ExchangeTimes,
  OutgoingRequest,
  TokenOwner,
  Transport,
} from './transport/exchange.ts';
export { type EditorProxySettings, editorSettings, type Proxies, proxiesOf } from './transport/proxy-settings.ts';
export { type UnmaskedExchange, unmaskedExchange } from './transport/record.ts';
export { createTransport } from './transport/transport.ts';
export { type CheckedUrls, checkUrls, type UrlFinding } from './urls/check-urls.ts';
export { versionOf } from './workspace/api-version.ts';
export { bankParts } from './workspace/bank-parts.ts';
export { candidatesOf, type WorkspaceCandidates } from './workspace/candidates.ts';
export { clientsFileName, type SharedClients } from './workspace/clients-file.ts';
export type { SharedClient } from './workspace/clients-schema.ts';
export {
  type Authority,
  type CertificateAndKey,
  type Credentials,
  type Named,
  opensKey,
  readCredentials,
} from './workspace/credentials.ts';
export { type Identity, identitiesOf, identityOf, pairsOf } from './workspace/identity.ts';
export { inspectWorkspaceFile } from './workspace/inspect.ts';
export { inspectClientsFile } from './workspace/inspect-clients.ts';
export { gitFindings, notIgnored, permissionFindings, untrack } from './workspace/key-findings.ts';
export type { LocatedFinding, QuickFix } from './workspace/located-finding.ts';
export { allowCommand, listCommands } from './workspace/named-commands.ts';
export { bankPointer } from './workspace/pointer.ts';
export { restore } from './workspace/rescue.ts';
export { addressOf, type BankEntry, bankEntry, type WorkspaceFile, workspaceFile } from './workspace/schema.ts';
export { commandPassphrase, commandSecretStores, secretCommandsIn } from './workspace/secret-command.ts';
export {
  fileSecretStore,
  type SecretFile,
  type SecretFiles,
  secretFileName,
  secretFiles,
} from './workspace/secret-files.ts';
export {
  clientCredentialsName,
  clientSecretName,
  consentTokensName,
  passphraseName,
  type SecretName,
  type SecretStore,
} from './workspace/secrets.ts';
export type { ClientRecord, ConsentRecord, State, StateStore } from './workspace/state.ts';
export { fileStateStore } from './workspace/state-file.ts';
export { untrackedSecretFiles } from './workspace/untracked-secrets.ts';
export { type NamedBank, openWorkspace, type Workspace } from './workspace/workspace.ts';
