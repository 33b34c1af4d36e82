/** Step 3.2 and 3.4 of the guide: a bank's addresses tried, and TLS verification, which stays on but for a host named here. */
import * as vscode from 'vscode';
import type { Finding } from '../../tpp/finding.ts';
import { showInformation } from '../plain/messages.ts';
import { askHost } from '../urls/ask-host.ts';
import { openUrlsReport } from '../urls/report.ts';
import { pickBank } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

export function urlCommands(workbench: Workbench): Handlers<'checkUrls' | 'skipTlsVerification' | 'verifyTlsAgain'> {
  const { unverified } = workbench;
  return {
    /** `handler(item)` gives `{ errors, warnings, text }`, the last of which is the report. */
    async checkUrls(item) {
      const of = await pickBank(workbench, item);
      if (!of) return undefined;
      const tpp = await workbench.tpp();
      // Discovery is read anew: what it said this morning is what is to be checked.
      await workbench.forgetSessions();
      const session = await workbench.session(of);
      const checked = await workbench.run(vscode.l10n.t('Trying the URLs of {0}', of.bank.name), ({ signal }) =>
        tpp.checkUrls(session, signal),
      );
      if (!checked) return undefined;
      const text = await openUrlsReport(workbench, of, checked);
      const count = (severity: Finding['severity']): number =>
        checked.findings.filter((finding) => finding.severity === severity).length;
      return { errors: count('error'), warnings: count('warning'), text };
    },

    /** `handler(item, url?)` asks nothing about that address, and gives the host. */
    async skipTlsVerification(item, given) {
      const of = await pickBank(workbench, item);
      if (!of) return undefined;
      const session = await workbench.session(of);
      const { discovery, jwksUri, tokenEndpoint, registration, resourceServers = {} } = of.bank.entry;
      const known = [discovery, jwksUri, tokenEndpoint, registration?.endpoint, ...Object.values(resourceServers)];
      const found = await session.metadata().then(
        ({ certificateUrls }) => certificateUrls,
        () => [],
      );
      const urls = [...known, ...found].filter((url) => url !== undefined);
      const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : await askHost(of, urls);
      if (!url) return undefined;
      return workbench.run(vscode.l10n.t('Switching TLS verification off for {0}', url.host), async () => {
        await unverified.add(session, of, url);
        return url.host;
      });
    },

    /** `handler()` gives the hosts that are verified again. */
    async verifyTlsAgain() {
      const hosts = unverified.clear();
      // Sessions opened from now on verify; those before kept the exception.
      await workbench.forgetSessions();
      void showInformation(
        hosts.length === 0
          ? vscode.l10n.t('Every host is verified.')
          : vscode.l10n.t('Verified again: {0}.', hosts.join(', ')),
      );
      return hosts;
    },
  };
}
