import { msg, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconChevronRight, IconRefresh } from '@tabler/icons-react';

import type { WebhookAttempt, WebhookDelivery, WebhookState } from '../../../api/generated/types.gen';
import { formatDate, formatNumber, formatUnit } from '../../../lib/format';
import { spoken } from '../../../lib/language';
import s from '../Admin.module.css';
import own from './Webhooks.module.css';

interface Props {
  row: WebhookDelivery;
  label: string | undefined;
  mayResend: boolean;
  onResend: () => void;
}

const STATE = spoken<WebhookState>({ queued: msg`Waiting`, delivered: msg`Taken`, failed: msg`Failed` });
const TONE: Partial<Record<WebhookState, string>> = { delivered: 'ok', failed: 'late' };
const when = (at: string): string => formatDate(at, 'seconds');

/** One call: a line that opens to what was sent and what came back each time. */
export function Delivery({ row, label, mayResend, onResend }: Props) {
  const words = STATE[row.state];
  const tone = TONE[row.state];
  const last = row.attempts.at(-1);
  return (
    <li>
      <details className={own.call}>
        <summary>
          <IconChevronRight size={14} aria-hidden />
          <span className={s.what}>
            <b>{row.kind === 'endpoint.test' ? t`Test call` : (label ?? row.kind)}</b>
            <small>
              <time dateTime={row.created_at}>{when(row.created_at)}</time>
              {about(row) && ` · ${about(row)}`}
              {last && ` · ${answered(last)}`}
            </small>
          </span>
          <span className={s.tag} data-tone={row.state === 'queued' && last ? 'soon' : tone}>
            {row.state === 'queued' && last ? t`Tried, waiting` : words}
          </span>
        </summary>
        <div className={own.inside}>
          {row.attempts.length === 0 ? (
            <p><Trans>It has not been tried yet.</Trans></p>
          ) : (
            <table className={s.table}>
              <thead>
                <tr>
                  <th scope="col"><Trans>Tried</Trans></th>
                  <th scope="col"><Trans>Answer</Trans></th>
                  <th scope="col"><Trans>Took</Trans></th>
                </tr>
              </thead>
              <tbody>
                {row.attempts.map((attempt) => (
                  <tr key={attempt.at}>
                    <td>
                      <time dateTime={attempt.at}>{when(attempt.at)}</time>
                    </td>
                    <td>{attempt.status === null || attempt.status >= 300 ? attempt.detail : `${attempt.status} ${attempt.detail}`}</td>
                    <td>{formatUnit(attempt.duration_ms, 'millisecond', 'short')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {row.next_attempt_at && row.attempts.length > 0 && <p><Trans>Tried again at {when(row.next_attempt_at)}.</Trans></p>}
          <p>
            {row.attempts.length === 0 ? t`What will be sent (words and names are not kept here).` : t`What was sent (words and names are not kept here).`}{' '}
            <Trans>
              Its <code>webhook-id</code> is <code>{row.key}</code>.
            </Trans>
          </p>
          <pre tabIndex={0} aria-label={t`What was sent`}>
            {JSON.stringify(row.payload, null, 2)}
          </pre>
          {row.state !== 'queued' && (
            <Button variant="default" size="xs" leftSection={<IconRefresh size={13} />} disabled={!mayResend} onClick={onResend}>
              <Trans>Send again</Trans>
            </Button>
          )}
        </div>
      </details>
    </li>
  );
}

/** The ticket that it is about, by its number. */
function about(row: WebhookDelivery): string {
  const ticket: unknown = row.payload['ticket'];
  return typeof ticket === 'object' && ticket !== null && 'reference' in ticket ? String(ticket.reference) : '';
}

const answered = (attempt: WebhookAttempt): string => (attempt.status === null ? t`no answer` : t`answered ${attempt.status} in ${formatNumber(attempt.duration_ms)} ms`);
