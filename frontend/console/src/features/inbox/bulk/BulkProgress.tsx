import { plural, t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { ActionIcon, Button, Modal, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { type Bulk, bulkQuery, cancelBulk, undoBulk } from '../../../api/answers';
import { explain } from '../../../api/http';
import { formatNumber } from '../../../lib/format';
import { toastError } from '../../../ui/toast';
import s from './Bulk.module.css';

/** How far it is; then what came of it, with the way back. */
export function BulkProgress({ id, onOther, onClose }: { id: number; onOther: (id: number) => void; onClose: () => void }) {
  const client = useQueryClient();
  const { data, error } = useQuery(bulkQuery(id));
  const [showing, setShowing] = useState(false);
  const cancel = useMutation({ mutationFn: () => cancelBulk(id), onSuccess: (row) => client.setQueryData(bulkQuery(id).queryKey, row), onError: (problem) => toastError(problem, t`Not stopped`) });
  const undo = useMutation({
    mutationFn: () => undoBulk(id),
    onSuccess: (row) => {
      client.setQueryData(bulkQuery(row.id).queryKey, row);
      onOther(row.id);
    },
    onError: (problem) => toastError(problem, t`Not undone`),
  });
  if (!data) return error ? <section className={s.bar}>{explain(error)}</section> : null;
  const working = data.state === 'running';
  return (
    <section className={s.bar} aria-label={t`Work on many tickets`} aria-busy={working}>
      <div className={s.line}>
        <b role="status">{working ? t`${formatNumber(data.done)} of ${plural(data.total, { one: '# ticket', other: '# tickets' })}` : outcome(data)}</b>
        <span className={s.gap} />
        {working ? (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            <Trans>Stop</Trans>
          </Button>
        ) : (
          <>
            {data.undoable && (
              <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
                <Trans>Undo</Trans>
              </Button>
            )}
            <ActionIcon aria-label={t`Close`} onClick={onClose}>
              <IconX size={15} />
            </ActionIcon>
          </>
        )}
      </div>
      {working && <Progress value={(100 * data.done) / data.total} size={6} aria-label={t`Progress`} transitionDuration={0} />}
      {data.failures > 0 && (
        <div className={s.line}>
          <span className={s.about}>
            <Plural value={data.failures} one="# ticket could not be changed." other="# tickets could not be changed." />
          </span>
          <button type="button" className={s.all} onClick={() => setShowing(true)}>
            <Trans>Show why</Trans>
          </button>
        </div>
      )}
      {showing && <Failures bulk={data} onClose={() => setShowing(false)} />}
    </section>
  );
}

function outcome({ state, done, total, failures }: Bulk): string {
  const changed = done - failures;
  if (state === 'cancelled') return t`Stopped: ${plural(changed, { one: '# ticket done', other: '# tickets done' })} of ${formatNumber(total)}`;
  return plural(changed, { one: '# ticket done', other: '# tickets done' });
}

function Failures({ bulk, onClose }: { bulk: Bulk; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={plural(bulk.failures, { one: '# ticket could not be changed', other: '# tickets could not be changed' })} size={560}>
      <p className={s.about}><Trans>The others were. Open a ticket to change it by hand.</Trans></p>
      <ul className={s.failures}>
        {bulk.failed.map((failure) => (
          <li key={failure.ticket_id}>
            {failure.reference ? (
              <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(failure.ticket_id) }} onClick={onClose}>
                {failure.reference}
              </Link>
            ) : (
              <span><Trans>A ticket you may not see</Trans></span>
            )}
            <span>{failure.message}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
