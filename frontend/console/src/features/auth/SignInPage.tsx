import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';

import { currentSession, enterCode, signIn, type Step } from '../../api/allauth';
import s from './SignInPage.module.css';

const route = getRouteApi('/signin');

/** Only pages of this console may follow sign-in. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/signin') ? next : '/';
}

export function SignInPage() {
  const { next } = route.useSearch();
  const [asked, setAsked] = useState<'password' | 'code'>('password');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const enter = (): void => location.replace(safeNext(next));

  useEffect(() => {
    document.title = t`Sign in · Janice`;
    void currentSession().then((signedIn) => signedIn && location.replace(safeNext(next)), () => setProblem(t`The server cannot be reached.`));
  }, [next]);
  useEffect(() => field.current?.focus(), [asked]);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '');
    setBusy(true);
    setProblem('');
    let result: Step;
    try {
      result = asked === 'password' ? await signIn(value('login').trim(), value('password')) : await enterCode(value('code').replace(/\s/g, ''));
    } catch {
      result = { step: 'refused', message: t`The server cannot be reached. Check your connection and try again.` };
    }
    setBusy(false);
    if (result.step === 'in') enter();
    else if (result.step === 'code') setAsked('code');
    else setProblem(result.message);
  }

  return (
    <main className={s.page}>
      <form className={s.card} onSubmit={(event) => void submit(event)} aria-label={t`Sign in`}>
        <span className={s.logo} aria-hidden>
          <svg viewBox="0 0 32 32" width="22" height="22">
            <path d="M5 10a4 4 0 0 1 4-4h14a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4h-6l-6 5v-5H9a4 4 0 0 1-4-4z" fill="currentColor" />
          </svg>
        </span>
        <h1>{asked === 'password' ? t`Sign in` : t`One more step`}</h1>
        {asked === 'password' ? (
          <>
            <TextInput ref={field} size="sm" name="login" label={t`Username or e-mail`} autoComplete="username" autoCapitalize="none" spellCheck={false} required withAsterisk={false} />
            <PasswordInput size="sm" name="password" label={t`Password`} autoComplete="current-password" required withAsterisk={false} visibilityToggleButtonProps={{ 'aria-label': t`Show or hide the password` }} />
          </>
        ) : (
          <TextInput ref={field} size="sm" name="code" label={t`Code from your authenticator app`} description={t`Or one of your recovery codes.`} inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} />
        )}
        <div role="alert">
          {problem && (
            <p className={s.problem}>
              <IconAlertCircle size={15} aria-hidden /> {problem}
            </p>
          )}
        </div>
        <Button type="submit" size="sm" fullWidth loading={busy}>
          {asked === 'password' ? t`Sign in` : t`Confirm`}
        </Button>
        {asked === 'code' && (
          <Button variant="subtle" color="gray" size="sm" fullWidth onClick={() => setAsked('password')}>
            <Trans>Back</Trans>
          </Button>
        )}
      </form>
    </main>
  );
}
