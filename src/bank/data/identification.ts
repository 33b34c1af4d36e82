/** Account and card numbers of the invented bank, with check digits that hold. */

const bankCode = 'OBWB';

/** The invented bank's BIC. */
export const bic = 'OBWBGB2L';

/** Its name as a servicer of accounts. */
export const servicerName = 'Workbench Bank';

/**
 * The IBAN of a sort code and account number (ISO 13616, check digits by ISO 7064 mod 97-10).
 * @example ibanOf('10000109010103')
 */
export function ibanOf(sortCodeAccountNumber: string): string {
  const rest = `${bankCode}${sortCodeAccountNumber}`;
  const check = 98 - remainder97(`${rest}GB00`);
  return `GB${String(check).padStart(2, '0')}${rest}`;
}

/** A card number: 15 digits and the one that makes them right (ISO/IEC 7812, Luhn). */
export function panOf(digits: string): string {
  const sum = luhnSum(`${digits}0`);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** A number as people write it, whole or masked: `10-00-01 09010103`, an IBAN and a card's by fours. */
export function asWritten(schemeName: string, identification: string): string {
  if (schemeName === 'UK.OBIE.SortCodeAccountNumber')
    return identification.replace(/^([\dx]{2})([\dx]{2})([\dx]{2})([\dx]{8})$/, '$1-$2-$3 $4');
  const isByFours = schemeName === 'UK.OBIE.IBAN' || schemeName === 'UK.OBIE.PAN';
  return isByFours ? identification.replaceAll(/.{4}(?=.)/g, '$& ') : identification;
}

function remainder97(text: string): number {
  const digits = [...text].map((letter) => String(Number.parseInt(letter, 36))).join('');
  return Number(BigInt(digits) % 97n);
}

function luhnSum(pan: string): number {
  let sum = 0;
  [...pan].reverse().forEach((digit, at) => {
    const doubled = at % 2 === 1 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return sum;
}
