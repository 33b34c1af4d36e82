/** Everything of the extension that lives in text editors: previews with findings and quick fixes, and the diagnostics of openbanking.json. */

import { registerAuthorisationPreview } from './authorisation/preview.ts';
import { registerMemoryFiles } from './documents/memory-files.ts';
import { registerExchangeDocuments } from './exchanges/documents.ts';
import { registerRegistrationPreview } from './registration/preview.ts';
import { sendPreviewed } from './registration/register-client.ts';
import { restoreJourney } from './report/journey.ts';
import { registerReports } from './report/show.ts';
import type { Workbench } from './workbench/workbench.ts';
import { registerWorkspaceFileDiagnostics } from './workspace-file/diagnostics.ts';

export function registerDocuments(workbench: Workbench): void {
  registerMemoryFiles(workbench.context);
  registerRegistrationPreview(workbench, sendPreviewed);
  registerAuthorisationPreview(workbench);
  registerExchangeDocuments(workbench);
  registerReports(workbench, (view, keep) => restoreJourney(workbench, view, keep));
  registerWorkspaceFileDiagnostics(workbench);
}
