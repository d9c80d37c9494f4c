/** How the console talks HTTP: same origin, session cookie, CSRF header, and one error shape. */
import { t } from '@lingui/core/macro';
import { client } from './generated/client.gen';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly data: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** What to tell a person about any failure. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === 'not_authenticated') return t`You were signed out. Sign in again to go on.`;
    const fields = Object.entries(error.fields).map(([name, text]) => `${name}: ${text}`);
    return fields.length ? `${error.message} ${fields.join(' ')}` : error.message;
  }
  // What fetch and the import of a part of the console throw names no code; anything else is a fault of the page itself.
  if (error instanceof Error && !(error instanceof DOMException) && !/fetch|import|load|network/i.test(error.message)) return t`Something in this page went wrong. Reload it; nothing that you typed is lost.`;
  return t`The server cannot be reached. Check your connection and try again.`;
}

export function csrfToken(cookies: string = document.cookie): string {
  return /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(cookies)?.[1] ?? '';
}

/** The server names things and refuses in the language that the console speaks, whatever the browser would ask for. */
export const spokenHere = (): string => document.documentElement.lang || 'en';

export function toError(status: number, parsed: unknown): ApiError {
  const shape = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as { code?: unknown; message?: unknown; fields?: Record<string, string>; data?: Record<string, unknown> };
  const message = typeof shape.message === 'string' ? shape.message : t`The server answered ${status}.`;
  return new ApiError(status, typeof shape.code === 'string' ? shape.code : `http_${status}`, message, shape.fields ?? {}, shape.data ?? {});
}

client.setConfig({ baseUrl: '', credentials: 'same-origin' });
client.interceptors.request.use((request) => {
  request.headers.set('Accept-Language', spokenHere());
  if (request.method !== 'GET') request.headers.set('X-CSRFToken', csrfToken());
  return request;
});
client.interceptors.error.use((error, response) => (response instanceof Response ? toError(response.status, error) : error));

/** The same key on a repeated request makes the server do the work once. */
export const newKey = (): string => crypto.randomUUID();

/** The body of a successful answer; everything else throws. */
export async function answer<T>(call: Promise<{ data: T }>): Promise<T> {
  return (await call).data;
}
export const strict = { throwOnError: true } as const;
