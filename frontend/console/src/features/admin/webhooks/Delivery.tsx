import { Button } from '@mantine/core';
import { IconChevronRight, IconRefresh } from '@tabler/icons-react';

import type { WebhookAttempt, WebhookDelivery, WebhookState } from '../../../api/generated/types.gen';
import s from '../Admin.module.css';
import own from './Webhooks.module.css';

interface Props {
  row: WebhookDelivery;
  label: string | undefined;
  mayResend: boolean;
  onResend: () => void;
}

const STATE: Record<WebhookState, [string, string | undefined]> = {
  queued: ['Waiting', undefined],
  delivered: ['Taken', 'ok'],
  failed: ['Failed', 'late'],
};
const TIME: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' };
const when = (at: string): string => new Date(at).toLocaleString('en-GB', TIME);

/** One call: a line that opens to what was sent and what came back each time. */
export function Delivery({ row, label, mayResend, onResend }: Props) {
  const [words, tone] = STATE[row.state];
  const last = row.attempts.at(-1);
  return (
    <li>
      <details className={own.call}>
        <summary>
          <IconChevronRight size={14} aria-hidden />
          <span className={s.what}>
            <b>{row.kind === 'endpoint.test' ? 'Test call' : (label ?? row.kind)}</b>
            <small>
              <time dateTime={row.created_at}>{when(row.created_at)}</time>
              {about(row) && ` · ${about(row)}`}
              {last && ` · ${answered(last)}`}
            </small>
          </span>
          <span className={s.tag} data-tone={row.state === 'queued' && last ? 'soon' : tone}>
            {row.state === 'queued' && last ? 'Tried, waiting' : words}
          </span>
        </summary>
        <div className={own.inside}>
          {row.attempts.length === 0 ? (
            <p>It has not been tried yet.</p>
          ) : (
            <table className={s.table}>
              <thead>
                <tr>
                  <th scope="col">Tried</th>
                  <th scope="col">Answer</th>
                  <th scope="col">Took</th>
                </tr>
              </thead>
              <tbody>
                {row.attempts.map((attempt) => (
                  <tr key={attempt.at}>
                    <td>
                      <time dateTime={attempt.at}>{when(attempt.at)}</time>
                    </td>
                    <td>{attempt.status === null || attempt.status >= 300 ? attempt.detail : `${attempt.status} ${attempt.detail}`}</td>
                    <td>{attempt.duration_ms.toLocaleString('en')} ms</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {row.next_attempt_at && row.attempts.length > 0 && <p>Tried again at {when(row.next_attempt_at)}.</p>}
          <p>
            {row.attempts.length === 0 ? 'What will be sent' : 'What was sent'} (words and names are not kept here). Its <code>webhook-id</code> is <code>{row.key}</code>.
          </p>
          <pre tabIndex={0} aria-label="What was sent">
            {JSON.stringify(row.payload, null, 2)}
          </pre>
          {row.state !== 'queued' && (
            <Button variant="default" size="xs" leftSection={<IconRefresh size={13} />} disabled={!mayResend} onClick={onResend}>
              Send again
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

const answered = (attempt: WebhookAttempt): string => (attempt.status === null ? 'no answer' : `answered ${attempt.status} in ${attempt.duration_ms.toLocaleString('en')} ms`);
