/** Everything of the extension that lives in text editors: previews with findings and quick fixes, and the diagnostics of openbanking.json. */
import { registerExchangeDocuments } from '../exchanges/documents.ts';
import { registerPostmanPreview } from '../postman/import.ts';
import { sendPreviewed } from '../registration/register-client.ts';
import type { Workbench } from '../workbench.ts';
import { registerPrerequisitesReport } from '../workspace-file/prerequisites-report.ts';
import { registerAuthorisationPreview } from './authorisation-preview.ts';
import { registerMemoryFiles } from './memory-files.ts';
import { registerRegistrationPreview } from './registration-preview.ts';
import { registerWorkspaceFileDiagnostics } from './workspace-file-diagnostics.ts';

export function registerDocuments(workbench: Workbench): void {
  registerMemoryFiles(workbench);
  registerRegistrationPreview(workbench, sendPreviewed);
  registerAuthorisationPreview(workbench);
  registerPostmanPreview(workbench);
  registerExchangeDocuments(workbench);
  registerPrerequisitesReport(workbench);
  registerWorkspaceFileDiagnostics(workbench);
}
