import { csrfToken } from './http';

/** Ends the session on the server and leaves no page of it behind. */
export async function signOut(): Promise<void> {
  await fetch('/_allauth/browser/v1/auth/session', { method: 'DELETE', credentials: 'same-origin', headers: { 'X-CSRFToken': csrfToken() } });
  location.assign('/signin');
}
