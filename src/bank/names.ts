/** The names by which the bank is called: one list for the Host check, the listeners' certificate and the URLs that it publishes. */

/** As a URL has them, in lower case. */
export const bankNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** The one in every published URL, and the address of all listeners: the login's cookies hold on one name only. */
export const bankHost = '127.0.0.1';
