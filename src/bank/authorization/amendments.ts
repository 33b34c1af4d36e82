/** What the authorization server does otherwise than its library, where the library has no setting for it. */
import { errors, type KoaContextWithOIDC, Provider, type ResponseType } from 'oidc-provider';
import { objectionToRedirect } from '../registration/redirects.ts';
import type { ProviderDependencies } from './provider.ts';

export function amend(provider: Provider, deps: ProviderDependencies): void {
  // Asked once the client has shown who it is. The library lets a client with a single redirect_uri leave it out with a code; its setting
  // for that would also keep a refused authorisation request from being answered there.
  const { grantTypeAllowed } = provider.Client.prototype;
  provider.Client.prototype.grantTypeAllowed = function (type) {
    const allowed = grantTypeAllowed.call(this, type);
    if (
      deps.profile.demands.redirectUriWithCode &&
      allowed &&
      type === 'authorization_code' &&
      lacksRedirect(Provider.ctx)
    ) {
      throw new errors.InvalidRequest(
        "missing required parameter 'redirect_uri': send that of the authorisation request",
      );
    }
    return allowed;
  };

  // RFC 8252 lets the port of a native client's loopback redirect differ; banks compare the whole URI, and so does this one.
  provider.Client.prototype.redirectUriAllowed = function (this: { redirectUris?: string[] }, uri: string) {
    return (this.redirectUris?.includes(uri) ?? false) && !objectionToRedirect(uri, this, deps.profile);
  };
  // FAPI has `code` with a signed answer only. The library says so of the response mode, which nobody sent, and before it puts the type in
  // order and looks at it: one that is missing, unknown or not registered is refused under its own name afterwards.
  const { responseModeAllowed } = provider.Client.prototype;
  provider.Client.prototype.responseModeAllowed = function (mode, sent: string | undefined, fapi) {
    const type = orderedWords(sent) as ResponseType | undefined;
    if (type === undefined || !this.responseTypeAllowed(type)) return true;
    if (mode !== undefined && !deps.profile.responseModes.some((each) => each === mode)) {
      const modes = deps.profile.responseModes.join(', ');
      throw new errors.InvalidRequest(`response_mode=${mode} is not for this bank: it takes ${modes}`);
    }
    if (fapi !== undefined && !type.includes('id_token') && !mode?.includes('jwt')) {
      throw new errors.InvalidRequest(
        `response_type=${type} is answered unprotected, which a ${deps.profile.name} bank refuses (FAPI 1.0 Advanced 5.2.2-2): ask for response_type=code id_token, or for a signed answer with response_mode=jwt`,
      );
    }
    return responseModeAllowed.call(this, mode, type, fapi);
  };
  const explainRedirect = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void => {
    if (!(error instanceof errors.InvalidRedirectUri) || !ctx.oidc.client) return;
    error.error_detail = objectionToRedirect(ctx.oidc.params?.redirect_uri, ctx.oidc.client, deps.profile);
  };
  provider.on('authorization.error', explainRedirect).on('pushed_authorization_request.error', explainRedirect);
}

/** A type of response as it counts, however often and in which order its words were sent. */
export function orderedWords(sent: unknown): string | undefined {
  return typeof sent === 'string' ? [...new Set(sent.split(' '))].sort().join(' ') : undefined;
}

/** Whether a code comes without the redirect_uri of its request (RFC 6749 §4.1.3). */
function lacksRedirect(ctx: KoaContextWithOIDC | undefined): boolean {
  return (
    ctx?.oidc.route === 'token' && ctx.oidc.body?.grant_type === 'authorization_code' && !ctx.oidc.body.redirect_uri
  );
}
