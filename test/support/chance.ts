/** Chance that can be had again, and how much of it: few in the suites, many in `npm run test:long`, which also chooses the seed. */

/** Of all that is random in a test. */
export const seed = Number(process.env.OBW_SEED ?? 20_261_122);

/** How often a test does by chance what it does so many times in the suites; for its time limit, too. */
export const often = (times: number): number => times * Number(process.env.OBW_TIMES ?? 1);
