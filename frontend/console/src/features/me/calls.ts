/** What only the page about me asks for. */
import { queryOptions } from '@tanstack/react-query';

import { type Answer, call } from '../../api/allauth';
import * as sdk from '../../api/generated/sdk.gen';
import { answer, ApiError, strict } from '../../api/http';
import { type CreationOptions, makePasskey } from '../../api/passkeys';

export interface Session {
  id: number;
  user_agent: string;
  ip: string;
  created_at: number; // seconds
  is_current: boolean;
}
/** Times in seconds. */
export type Authenticator = { created_at: number; last_used_at: number | null } & ({ type: 'totp' } | { type: 'recovery_codes'; unused_code_count: number } | { type: 'webauthn'; id: number; name: string });
export type Passkey = Extract<Authenticator, { type: 'webauthn' }>;

/** Before something that could lock a person out, their password is asked for again. */
export class AskAgain extends Error {}

async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>> {
  const answer = await call<T>(method, path, body);
  if (answer.status === 401 && answer.data?.flows?.some((flow) => flow.id.endsWith('reauthenticate'))) throw new AskAgain();
  if (answer.status === 400 || answer.status === 401 || answer.status > 404) throw new ApiError(answer.status, answer.errors?.[0]?.code ?? '', answer.errors?.map((error) => error.message).join(' ') ?? '');
  return answer;
}

export const confirmPassword = (password: string) => ask('POST', '/auth/reauthenticate', { password });
export const changePassword = (current_password: string, new_password: string) => ask('POST', '/account/password/change', { current_password, new_password });

export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: async () => (await ask<Session[]>('GET', '/auth/sessions')).data ?? [] });
export const endSessions = (sessions: number[]) => ask('DELETE', '/auth/sessions', { sessions });

export const authenticatorsQuery = queryOptions({ queryKey: ['authenticators'], queryFn: async () => (await ask<Authenticator[]>('GET', '/account/authenticators')).data ?? [] });
const PASSKEYS = '/account/authenticators/webauthn';
/** One that signs in by itself. The password is asked for again before the device is. */
export async function addPasskey(name: string): Promise<void> {
  const options = (await ask<{ creation_options: CreationOptions }>('GET', `${PASSKEYS}?passwordless`)).data!.creation_options;
  await ask('POST', PASSKEYS, { name, credential: await makePasskey(options) });
}
export const renamePasskey = (id: number, name: string) => ask('PUT', PASSKEYS, { id, name });
export const removePasskey = (id: number) => ask('DELETE', PASSKEYS, { authenticators: [id] });

/** The secret to put into an app, while there is none yet. */
export const newSecret = async () => (await ask('GET', '/account/authenticators/totp')).meta ?? {};
/** The same as a picture, for the camera of the phone; ``secret`` so that no older one is shown. */
export const qrHref = (secret: string): string => `/_allauth/authenticator.svg?${secret.slice(-6)}`;
export const turnOn = (code: string) => ask('POST', '/account/authenticators/totp', { code });
export const turnOff = () => ask('DELETE', '/account/authenticators/totp');
/** New ones each time: they are shown once, and the earlier ones end. */
export const recoveryCodes = async (): Promise<string[]> => (await ask<{ unused_codes?: string[] }>('POST', '/account/authenticators/recovery-codes')).data?.unused_codes ?? [];

export const myTokensQuery = queryOptions({ queryKey: ['me', 'tokens'], queryFn: async () => (await answer(sdk.meTokens(strict))).results });
export const revokeToken = (token_id: number) => answer(sdk.meTokensRevoke({ ...strict, path: { token_id } }));
