/** What a pattern or a format asks for, in words that complete "is not …". */
import { t } from './language.ts';

const frequency31 =
  '(EvryDay)$|^(EvryWorkgDay)$|^(IntrvlDay:((0[2-9])|([1-2][0-9])|3[0-1]))$|^(IntrvlWkDay:0[1-9]:0[1-7])$|^(WkInMnthDay:0[1-5]:0[1-7])$|^(IntrvlMnthDay:(0[1-6]|12|24):(-0[1-5]|0[1-9]|[12][0-9]|3[01]))$|^(QtrDay:(ENGLISH|SCOTTISH|RECEIVED))$';

/** A row for each pattern of the tables; a test holds it to that. */
const ofPattern: Readonly<Record<string, string>> = {
  '^\\d{1,13}$|^\\d{1,13}\\.\\d{1,5}$': t('an amount: 1 to 13 digits, then at most 5 after a point, no sign'),
  '^(-?\\d{1,14}){1}(\\.\\d{1,4}){0,1}$': t(
    'an amount: 1 to 14 digits, then at most 4 after a point, with or without a minus',
  ),
  '^(-?\\d{1,3}){1}(\\.\\d{1,4}){0,1}$': t(
    'a rate: 1 to 3 digits, then at most 4 after a point, with or without a minus',
  ),
  '^[A-Z]{3,3}$': t('a currency: three capital letters'),
  '^[A-Z]{2,2}$': t('a country: two capital letters'),
  '^[A-Z0-9]{18,18}[0-9]{2,2}$': t('an LEI: 18 capital letters or digits, then two digits'),
  [`^(NotKnown)$|^${frequency31}`]: t('a frequency: NotKnown, EvryDay, IntrvlMnthDay:01:15 and so on'),
  [`^${frequency31}`]: t('a frequency: EvryDay, IntrvlMnthDay:01:15 and so on'),
  '^\\+[0-9]{1,3}-[0-9()+\\-]{1,30}$': t(
    'a telephone number: +, 1 to 3 digits, a hyphen, then at most 30 digits, brackets or signs',
  ),
  '^\\w{0,4}$': t('a code of at most four letters, digits or underscores'),
  '^[0-9]{1,15}$': t('a number of 1 to 15 digits'),
  '^(-[0-9]|[0-9]{1,2})$': t('a number of one or two digits, or of one after a minus'),
  '^[0-9a-zA-Z]{1,22}$': t('an id of at most 22 letters and digits'),
  '^[0-9a-zA-Z]{1,18}$': t('an id of at most 18 letters and digits'),
  '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$': t('a UUID of version 4'),
  '^(?=.{1,512}$)[Cc][Nn]=[^,]+(?:,[^,\\s]+=[^,]+)*$': t(
    'a distinguished name that begins with CN=, of at most 512 characters',
  ),
};

const ofFormat: Readonly<Record<string, string>> = {
  'date-time': t('a date and time as in RFC 3339: 2026-04-05T10:43:07+00:00'),
  uri: 'a URI',
  int32: t('a whole number of 32 bits'),
  float: t('a number'),
  JWT: 'a JWT',
};

/** Patterns and formats that have words of their own. */
export const phrased = { patterns: Object.keys(ofPattern), formats: Object.keys(ofFormat) } as const;

/** What a pattern asks for; one that nobody has words for is shown itself. */
export function patternPhrase(pattern: string): string {
  return (Object.hasOwn(ofPattern, pattern) && ofPattern[pattern]) || t('text that {0} matches', pattern);
}

/** What a format asks for. */
export function formatPhrase(format: string): string {
  return (Object.hasOwn(ofFormat, format) && ofFormat[format]) || t('of the format {0}', format);
}
