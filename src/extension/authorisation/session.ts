/** The session in which a consent's client is the current one, also when another was registered at the bank since. */
import type { Session } from '../../tpp/session.ts';
import type { ConsentNode } from '../nodes.ts';
import { sessionFor } from '../registration/register-client.ts';
import type { Workbench } from '../workbench.ts';

export async function sessionOf(workbench: Workbench, { of, consent }: ConsentNode): Promise<Session> {
  const session = await workbench.session(of);
  const { clients } = await session.state.read();
  const client = clients.find(({ bank, clientId }) => bank === consent.bank && clientId === consent.clientId);
  return client ? sessionFor(workbench, { kind: 'client', of, client }) : session;
}
