/** The session for a consent's client, also when another was registered at the bank since. */
import type { Session } from '../../tpp/session.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import type { Workbench } from '../workbench/workbench.ts';

export async function sessionOf(workbench: Workbench, { of, consent }: ConsentNode): Promise<Session> {
  return { ...(await workbench.session(of)), client: consent.clientId };
}
