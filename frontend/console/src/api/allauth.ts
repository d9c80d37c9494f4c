/** django-allauth's headless API for browsers. */
import { t } from '@lingui/core/macro';
import { csrfToken, spokenHere } from './http';
import { type RequestOptions, showPasskey } from './passkeys';

const BASE = '/_allauth/browser/v1';

interface Flow {
  id: string;
  is_pending?: boolean;
  types?: SecondWay[];
}
export interface Answer<T = unknown> {
  status: number;
  data?: T & { flows?: Flow[] };
  meta?: { secret?: string; totp_url?: string };
  errors?: { message: string; code: string; param?: string }[];
}
export type Step = { step: 'in' } | { step: 'second'; ways: SecondWay[] } | { step: 'refused'; message: string };
/** What may follow the password. */
export type SecondWay = 'totp' | 'recovery_codes' | 'webauthn';

export async function call<T = unknown>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(BASE + path, {
    method,
    credentials: 'same-origin',
    headers: { Accept: 'application/json', 'Accept-Language': spokenHere(), ...(method === 'GET' ? {} : { 'X-CSRFToken': csrfToken(), 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed = (await response.json().catch(() => ({}))) as Partial<Answer<T>>;
  return { ...parsed, status: response.status };
}

function step(answer: Answer): Step {
  if (answer.status === 200) return { step: 'in' };
  const second = answer.data?.flows?.find((flow) => flow.id === 'mfa_authenticate' && flow.is_pending);
  if (second) return { step: 'second', ways: second.types ?? [] };
  if (answer.status === 429) return { step: 'refused', message: t`Too many attempts. Wait a few minutes and try again.` };
  if (answer.status === 409) return { step: 'in' }; // already signed in
  const message = answer.errors?.map((error) => error.message).join(' ');
  return { step: 'refused', message: message || t`Sign-in is not possible right now (${answer.status}).` };
}

/** Sets the CSRF cookie, and says whether there is a session already. */
export const currentSession = async (): Promise<boolean> => (await call('GET', '/auth/session')).status === 200;

export async function signIn(login: string, password: string): Promise<Step> {
  return step(await call('POST', '/auth/login', login.includes('@') ? { email: login, password } : { username: login, password }));
}
export async function enterCode(code: string): Promise<Step> {
  return step(await call('POST', '/auth/2fa/authenticate', { code }));
}
/** ``login``: instead of the password. ``authenticate``: after it. */
export async function enterWithPasskey(moment: 'login' | 'authenticate'): Promise<Step> {
  const path = `/auth/webauthn/${moment}`;
  const asked = await call<{ request_options: RequestOptions }>('GET', path);
  if (asked.status !== 200 || !asked.data) return step(asked);
  const taken = await call('POST', path, { credential: await showPasskey(asked.data.request_options) });
  return taken.status === 400 ? { step: 'refused', message: t`This passkey is not known here. It may have been removed.` } : step(taken);
}
