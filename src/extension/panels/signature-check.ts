/** The outcome of a verification as the page says it. */
import * as vscode from 'vscode';
import type { SignatureCheck } from '../../messages/inspector.ts';
import type { RefusalReason, Verification } from '../../tpp/jwt/verification.ts';

/** Reasons that lie in the token: no key would change them. */
const ofTheToken: ReadonlySet<RefusalReason> = new Set([
  'alg_missing',
  'alg_unknown',
  'alg_not_allowed',
  'alg_symmetric',
  'algorithm_confusion',
  'crit',
]);
const unsigned: ReadonlySet<RefusalReason> = new Set(['alg_none', 'signature_missing']);

const maxAttempts = 200;

/** Reasons that other keys could change: where to look for them is worth a word. */
const ofTheKeys: ReadonlySet<RefusalReason> = new Set(['no_keys', 'kid_not_in_set', 'no_suitable_key', 'signature']);

/**
 * What is said when somebody asked.
 * @param signer whose keys verify such a token, in a sentence
 */
export function checkOf(outcome: Verification, signer?: string): SignatureCheck {
  const attempts = outcome.attempts.slice(0, maxAttempts).map(({ key, message, reason, signature }) => ({
    key: key.label,
    ...(signature !== undefined && { signature }),
    good: outcome.verified && reason === undefined,
    reason: message,
  }));
  const remarks = outcome.remarks.map((remark) => remark.message);
  if (outcome.verified) return { outcome: 'good', message: outcome.message, try: '', attempts, remarks };
  const { reason, message, try: advice } = outcome;
  const verdict = unsigned.has(reason) ? 'unsigned' : reason === 'body_missing' ? 'open' : 'bad';
  const whose = signer !== undefined && ofTheKeys.has(reason) ? `${advice} ${signer}` : advice;
  return { outcome: verdict, message, try: whose, attempts, remarks };
}

/** What is said of a token that was just opened: that the keys at hand are not its signer's is no news. */
export function firstCheckOf(outcome: Verification, signer?: string): SignatureCheck {
  const certain = outcome.attempts.some(({ fits }) => fits);
  if (outcome.verified || certain || unsigned.has(outcome.reason) || ofTheToken.has(outcome.reason)) {
    return checkOf(outcome, signer);
  }
  if (outcome.reason === 'body_missing') return checkOf(outcome);
  const advice =
    outcome.attempts.length > 0
      ? vscode.l10n.t('None of the workspace’s keys made this signature. Choose the signer’s keys.')
      : vscode.l10n.t('Choose the signer’s keys.');
  return {
    outcome: 'open',
    message: vscode.l10n.t('Not verified yet.'),
    try: signer === undefined ? advice : `${advice} ${signer}`,
    attempts: [],
    remarks: [],
  };
}

/** There is nothing to verify, and that is nothing wrong. */
export function noCheck(message: string): SignatureCheck {
  return { outcome: 'none', message, try: '', attempts: [], remarks: [] };
}
