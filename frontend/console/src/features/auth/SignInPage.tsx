import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconAlertCircle, IconFingerprint } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';

import { currentSession, enterCode, enterWithPasskey, type SecondWay, signIn, type Step } from '../../api/allauth';
import { explain } from '../../api/http';
import { passkeysMissing } from '../../api/passkeys';
import s from './SignInPage.module.css';

const route = getRouteApi('/signin');

/** Only pages of this console may follow sign-in. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/signin') ? next : '/';
}

export function SignInPage() {
  const { next } = route.useSearch();
  const [ways, setWays] = useState<SecondWay[] | null>(null); // null while the first step is asked for
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState<'form' | 'passkey' | null>(null);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = t`Sign in · Janice`;
    void currentSession().then((signedIn) => signedIn && location.replace(safeNext(next)), () => setProblem(t`The server cannot be reached.`));
  }, [next]);
  useEffect(() => field.current?.focus(), [ways]);

  async function take(what: 'form' | 'passkey', asked: () => Promise<Step>): Promise<void> {
    setBusy(what);
    setProblem('');
    const result = await asked().catch((failure: unknown): Step => ({ step: 'refused', message: explain(failure) }));
    setBusy(null);
    if (result.step === 'in') location.replace(safeNext(next));
    else if (result.step === 'second') setWays(result.ways);
    else setProblem(result.message);
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '');
    void take('form', () => (ways ? enterCode(value('code').replace(/\s/g, '')) : signIn(value('login').trim(), value('password'))));
  };
  const passkeyShown = ways ? ways.includes('webauthn') : !passkeysMissing();
  return (
    <main className={s.page}>
      <form className={s.card} onSubmit={submit} aria-label={t`Sign in`}>
        <span className={s.logo} aria-hidden>
          <svg viewBox="0 0 32 32" width="22" height="22">
            <path d="M5 10a4 4 0 0 1 4-4h14a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4h-6l-6 5v-5H9a4 4 0 0 1-4-4z" fill="currentColor" />
          </svg>
        </span>
        <h1>{ways ? t`One more step` : t`Sign in`}</h1>
        {!ways ? (
          <>
            <TextInput ref={field} size="sm" name="login" label={t`Username or e-mail`} autoComplete="username" autoCapitalize="none" spellCheck={false} required withAsterisk={false} />
            <PasswordInput size="sm" name="password" label={t`Password`} autoComplete="current-password" required withAsterisk={false} visibilityToggleButtonProps={{ 'aria-label': t`Show or hide the password` }} />
          </>
        ) : ways.includes('totp') ? (
          <TextInput ref={field} size="sm" name="code" label={t`Code from your authenticator app`} description={t`Or one of your recovery codes.`} inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} />
        ) : (
          <TextInput ref={field} size="sm" name="code" label={t`Recovery code`} description={t`Only if you do not have your passkey at hand.`} autoComplete="one-time-code" required withAsterisk={false} />
        )}
        <div role="alert">
          {problem && (
            <p className={s.problem}>
              <IconAlertCircle size={15} aria-hidden /> {problem}
            </p>
          )}
        </div>
        <Button type="submit" size="sm" fullWidth loading={busy === 'form'} disabled={busy === 'passkey'}>
          {ways ? t`Confirm` : t`Sign in`}
        </Button>
        {passkeyShown && (
          <Button variant="default" size="sm" fullWidth leftSection={<IconFingerprint size={17} aria-hidden />} loading={busy === 'passkey'} disabled={busy === 'form'} onClick={() => void take('passkey', () => enterWithPasskey(ways ? 'authenticate' : 'login'))}>
            <Trans>Use a passkey</Trans>
          </Button>
        )}
        {ways && (
          <Button variant="subtle" color="gray" size="sm" fullWidth onClick={() => (setWays(null), setProblem(''))}>
            <Trans>Back</Trans>
          </Button>
        )}
      </form>
    </main>
  );
}
