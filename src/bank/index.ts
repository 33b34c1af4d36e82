/** The bank's entry: all that the command line and a process of its own may use of it. */
// biome-ignore-all lint/performance/noBarrelFile: this is a bundle's entry, where what goes into it has to be named
export { type Ready, type RunningBank, startBank } from './bank.ts';
export { type ClientRemoval, type RemovedClient, removeClientAtBank } from './client-removal.ts';
export { sparing } from './memory.ts';
export { main } from './process.ts';
export { profileGiven } from './profile/file.ts';
export { issueSoftwareStatement, type StatementOptions, type StatementResult } from './software-statement.ts';
