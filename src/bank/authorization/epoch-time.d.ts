/** The library's own time in seconds, which is business time in dist/bank.js. */
declare module 'oidc-provider/lib/helpers/epoch_time.js' {
  // biome-ignore lint/style/noDefaultExport: as the library has it
  export default function epochTime(): number;
}
