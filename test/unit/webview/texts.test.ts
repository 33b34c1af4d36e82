/** A page's texts: found in what the page was given, whatever a bank calls its kinds of balance. */
import { expect, test } from 'vitest';
import { textsOf } from '../../../src/webview/kit/texts.ts';

test('a text is said in the language of the page, and what is given stands in it as it is', () => {
  const t = textsOf('{"{0} of {1}":"{1}: {0}","Close":7}');
  expect([t('{0} of {1}', '{1}', '$&'), t('Close'), t('Open {0}')]).toEqual(['$&: {1}', 'Close', 'Open {0}']);
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('a bank’s word %s is no text of ours', (word) => {
  expect(textsOf('{}')(word)).toBe(word);
});
