/** What it means when something before the API, or elsewhere, answers in its place. */
import { t } from '../../standard/language.ts';
import type { Meaning } from './meaning.ts';

const jsonErrors = t('Read/Write API Profile 3.1.11, HTTP Status Codes (error bodies are JSON)');

export const notTheApiMeanings = {
  gateway_refused: {
    means: t('A gateway or firewall before the API refused the request; the API itself did not see it.'),
    cause: t(
      'This machine’s address is not on the allow list, a header or the body looks like an attack to a firewall, or the address is a web site’s.',
    ),
    try: t(
      'Give the bank the UTC time, this machine’s public address and the page’s support ID, if it has one: the interaction id may not be known there. Check the base URL in the bank’s entry. Consent, token and client are not what was refused.',
    ),
    rule: jsonErrors,
  },
  gateway_failed: {
    means: t('A gateway answered, as it had no answer of the API.'),
    cause: t('Maintenance, too much to do, or a part of the bank that is down.'),
    try: t(
      'Try again later. If it stays so, give the bank the UTC time and the page’s support ID, if it has one: the interaction id may not be known there.',
    ),
    rule: jsonErrors,
  },
  proxy_sign_on: {
    means: t('The proxy of transport.proxy wants a sign-on before it sends anything on.'),
    cause: t('A proxy that is for people or for other programs too, or one in between.'),
    try: t(
      'Let the proxy take requests of this machine without a sign-on, or name the one that does in transport.proxy.',
    ),
    rule: 'RFC 9110 §15.5.8',
  },
  page: {
    means: t('A page for people came back, and not the API’s answer.'),
    cause: t('An address that is a web site’s, a sign-in page of a network or proxy, or a maintenance page.'),
    try: t(
      'Check the base URL in the bank’s entry. If it is right, the interaction id may not be known at the bank: give the UTC time and this machine’s address too.',
    ),
    rule: jsonErrors,
  },
  redirect: {
    means: t('The bank sends the request elsewhere; it was not followed.'),
    cause: t('An API does not redirect; a changed address, or a gateway that wants a sign-in, does.'),
    try: t(
      'If the new address is the bank’s, write it into the bank’s entry. A certificate or token never follows a redirect by itself.',
    ),
    rule: 'RFC 9700 §4.11; RFC 9110 §15.4',
  },
} as const satisfies Readonly<Record<string, Meaning>>;
