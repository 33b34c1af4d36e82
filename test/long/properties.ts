/** Before each file of a long run: properties are tried more often, and by its seed. */
import fc from 'fast-check';
import { often, seed } from '../support/chance.ts';

fc.configureGlobal({ seed, numRuns: often(100) });
