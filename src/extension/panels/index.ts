/** The pages, in an output of their own that is loaded with the first one. */
// biome-ignore-all lint/performance/noBarrelFile: this is a bundle's entry, where what goes into it has to be named
export { openInspector, restoreInspector } from './inspector.ts';
export { openList, restoreList } from './list.ts';
export { openPhone } from './phone.ts';
export { closeReportTab, openReport, widthOfReportTab } from './report.ts';
export { openTransactions, restoreTransactions } from './transactions.ts';
