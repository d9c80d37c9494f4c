/** Passkeys by the browser's own means: what it makes and shows travels as WebAuthn's JSON. */
import { t } from '@lingui/core/macro';

import { ApiError } from './http';

export interface CreationOptions {
  publicKey: PublicKeyCredentialCreationOptionsJSON;
}
export interface RequestOptions {
  publicKey: PublicKeyCredentialRequestOptionsJSON;
}

/** Why this browser cannot do it here; empty where it can. */
export function passkeysMissing(): string {
  if (!window.isSecureContext) return t`Passkeys work only where the address begins with https.`;
  if (typeof PublicKeyCredential === 'undefined' || !('parseCreationOptionsFromJSON' in PublicKeyCredential)) return t`This browser cannot use passkeys. A newer one can.`;
  return '';
}

const refused = (message: string): ApiError => new ApiError(0, 'no_passkey', message);

function why(failure: unknown): ApiError {
  const name = failure instanceof DOMException ? failure.name : '';
  if (name === 'InvalidStateError') return refused(t`This device has a passkey for you already.`);
  if (name === 'SecurityError') return refused(t`The browser allows no passkeys at this address.`);
  if (name === 'NotSupportedError' || name === 'ConstraintError') return refused(t`This device cannot keep a passkey: it needs a screen lock or a PIN.`);
  return refused(t`No passkey was used: it was cancelled, took too long, or this device has none.`);
}

async function asked(ask: () => Promise<Credential | null>): Promise<unknown> {
  const missing = passkeysMissing();
  if (missing) throw refused(missing);
  let found: Credential | null;
  try {
    found = await ask();
  } catch (failure) {
    throw why(failure);
  }
  if (!(found instanceof PublicKeyCredential)) throw why(null);
  return found.toJSON();
}

export const makePasskey = ({ publicKey }: CreationOptions): Promise<unknown> => asked(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) }));
export const showPasskey = ({ publicKey }: RequestOptions): Promise<unknown> => asked(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) }));
