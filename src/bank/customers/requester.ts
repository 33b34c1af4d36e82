/** The bar that names the application which asks, the same on every page of an authorisation. */
import { destinationOf, displayedName } from './client-name.ts';
import { type Html, html } from './html.ts';

/** The bar with the application's name and where the customer goes afterwards, in the browser that goes there. */
export function requesterBar(clientName: string, redirectUri?: string): Html {
  return html`<div class="requester">
<p class="label">Requested by</p>
<p class="name"><bdi>${displayedName(clientName)}</bdi></p>${
    redirectUri !== undefined &&
    html`
<p class="small">Afterwards you go back to <bdi>${destinationOf(redirectUri)}</bdi></p>`
  }
</div>`;
}
