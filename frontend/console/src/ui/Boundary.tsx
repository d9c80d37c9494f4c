import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { Component, type ReactNode, useState } from 'react';

import { ApiError, explain } from '../api/http';
import { language } from '../lib/language';
import s from './Boundary.module.css';

/** What helps to find a fault, and nothing that a customer or a colleague wrote. */
export function reportOf(error: unknown, stack: string, at = new Date()): string {
  const what = error instanceof ApiError ? `${error.status} ${error.code}` : error instanceof Error ? error.name : typeof error;
  const script = document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? 'development';
  const where = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s*at |@/.test(line)).slice(0, 8) : [];
  // eslint-disable-next-line lingui/no-unlocalized-strings, no-restricted-syntax -- for whoever mends it, in one language
  return ['Janice', `build: ${script}`, `page: ${location.pathname}`, `time: ${at.toISOString()}`, `language: ${language()}`, `browser: ${navigator.userAgent}`, `failed: ${what}`, ...where.map((line) => line.trim()), 'component stack:', ...stack.trim().split('\n').slice(0, 25).map((line) => line.trim())].join('\n');
}

/** In place of a part that fell over: what happened, and what to do. */
export function Broken({ error, stack = '', page = false, onRetry }: { error: unknown; stack?: string; page?: boolean; onRetry: () => void }) {
  const [copied, setCopied] = useState<'' | 'copied' | 'shown'>('');
  const report = reportOf(error, stack);
  const copy = (): void => void navigator.clipboard.writeText(report).then(() => setCopied('copied'), () => setCopied('shown'));
  const Title = page ? 'h1' : 'h2';
  return (
    <section className={s.broken} role="alert">
      <Title>{page ? <Trans>This page could not be opened</Trans> : <Trans>This part of the page does not work right now</Trans>}</Title>
      <p>{explain(error)}</p>
      {!page && (
        <p>
          <Trans>Everything around it goes on working, and what you typed in a reply is kept.</Trans>
        </p>
      )}
      <div className={s.actions}>
        <Button onClick={onRetry}>
          <Trans>Try again</Trans>
        </Button>
        <Button variant="default" onClick={() => location.reload()}>
          <Trans>Reload</Trans>
        </Button>
        <Button variant="subtle" color="gray" onClick={copy}>
          {copied === 'copied' ? <Trans>Copied</Trans> : <Trans>Copy a report</Trans>}
        </Button>
      </div>
      {copied !== '' && (
        <p role="status">
          <Trans>Give it to whoever looks after Janice. It says where and when it happened, and no words of customers.</Trans>
        </p>
      )}
      {copied === 'shown' && <pre tabIndex={0}>{report}</pre>}
    </section>
  );
}

interface Props {
  children: ReactNode;
  /** Another ticket, another page: what is drawn anew is tried anew. */
  of?: string | number | null;
}
interface State {
  error: unknown;
  failed: boolean;
  stack: string;
  of: Props['of'];
}
/** Contains a fault: the part inside says so in words, all the rest of the page stays. */
export class Boundary extends Component<Props, State> {
  state: State = { error: null, failed: false, stack: '', of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error, failed: true };
  }
  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.of === state.of ? null : { of: props.of, failed: false, error: null, stack: '' };
  }
  override componentDidCatch(_error: unknown, info: { componentStack?: string | null }): void {
    this.setState({ stack: info.componentStack ?? '' });
  }
  override render(): ReactNode {
    const { error, failed, stack } = this.state;
    return failed ? <Broken error={error} stack={stack} onRetry={() => this.setState({ failed: false, error: null, stack: '' })} /> : this.props.children;
  }
}
