/** A page's line to the extension: what comes in goes through a schema, what goes out has its type, and what is looked at outlives a reload. */
import type { infer as Infer, ZodMiniType } from 'zod/mini';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

export interface Channel<Outgoing, State> {
  send(message: Outgoing): void;
  /** What was looked at before the page was loaded again; undefined at first, or when it has another shape. */
  readonly restored: State | undefined;
  /** Keeps what is looked at, never a bank's data or a token: the editor writes it to a disk. */
  remember(state: State): void;
}

/**
 * Opens the line; once in a page.
 * @param incoming what the extension may say; anything else is dropped
 */
export function openChannel<Incoming extends ZodMiniType, Outgoing, State extends ZodMiniType>(
  incoming: Incoming,
  state: State,
  onMessage: (message: Infer<Incoming>) => void,
): Channel<Outgoing, Infer<State>> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const read = incoming.safeParse(data);
    if (read.success) onMessage(read.data);
  });
  const kept = state.safeParse(api.getState());
  return {
    send: (message) => api.postMessage(message),
    restored: kept.success ? kept.data : undefined,
    remember: (value) => api.setState(value),
  };
}
