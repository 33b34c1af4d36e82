/** What is known of a bank for judging a token of its traffic: the inspector then says what the preflights say. */
import { OpenBankingError } from '../errors.ts';
import type { InspectionContext } from '../inspect/inspection.ts';
import { organisationIn } from '../registration/choices.ts';
import { registrationFacts } from '../registration/facts.ts';
import type { Session } from '../session.ts';
import { spelledVersion } from '../workspace/api-version.ts';
import { clientFacts } from './preflight-request.ts';

/**
 * The facts of the rule book and the inspector's expectations; those of a client only where there is one.
 * @throws OpenBankingError those of workspace, state, the team's file, keys and discovery
 */
export async function inspectionAt(session: Session): Promise<Omit<InspectionContext, 'now'>> {
  const [metadata, registration, request] = await Promise.all([
    session.metadata(),
    registrationFacts(session),
    clientFacts(session).catch(withoutClient),
  ]);
  const { entry } = session.bank;
  return {
    permissive: registration.permissive,
    version: spelledVersion(entry, 'aisp'),
    expectations: {
      issuer: metadata.issuer,
      tokenEndpoint: metadata.tokenEndpoint,
      organisationId: organisationIn(metadata),
      clientId: request?.clientId,
      environment: entry.environment,
    },
    registration,
    request,
  };
}

/** A bank without a client, or with several of which none is named, is judged by all the same; a file that cannot be read is no such case. */
function withoutClient(thrown: unknown): undefined {
  const isNone = thrown instanceof OpenBankingError && /^client_not_(found|named)$/.test(thrown.code);
  if (!isNone) throw thrown;
}
