/** What the HTTP parser's and undici's error codes say of an answer. */

/** Whether an answer was given up for its size, unpacked or not. */
export const isTooLarge = (code: string): boolean =>
  code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'ERR_BUFFER_TOO_LARGE';

/** Whether what came could not be read as HTTP. */
export const isNotHttp = (code: string): boolean =>
  code.startsWith('HPE_') || code.startsWith('UND_ERR_RES') || code === 'UND_ERR_HEADERS_OVERFLOW';
