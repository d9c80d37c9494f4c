import { ActionIcon, Button, Modal, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { type Bulk, bulkQuery, cancelBulk, undoBulk } from '../../../api/answers';
import { explain } from '../../../api/http';
import { toastError } from '../../../ui/toast';
import { plural } from '../../../ui/words';
import s from './Bulk.module.css';

/** How far it is; then what came of it, with the way back. */
export function BulkProgress({ id, onOther, onClose }: { id: number; onOther: (id: number) => void; onClose: () => void }) {
  const client = useQueryClient();
  const { data, error } = useQuery(bulkQuery(id));
  const [showing, setShowing] = useState(false);
  const cancel = useMutation({ mutationFn: () => cancelBulk(id), onSuccess: (row) => client.setQueryData(bulkQuery(id).queryKey, row), onError: (problem) => toastError(problem, 'Not stopped') });
  const undo = useMutation({
    mutationFn: () => undoBulk(id),
    onSuccess: (row) => {
      client.setQueryData(bulkQuery(row.id).queryKey, row);
      onOther(row.id);
    },
    onError: (problem) => toastError(problem, 'Not undone'),
  });
  if (!data) return error ? <section className={s.bar}>{explain(error)}</section> : null;
  const working = data.state === 'running';
  return (
    <section className={s.bar} aria-label="Work on many tickets" aria-busy={working}>
      <div className={s.line}>
        <b role="status">{working ? `${data.done.toLocaleString('en')} of ${plural(data.total, 'ticket')}` : outcome(data)}</b>
        <span className={s.gap} />
        {working ? (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Stop
          </Button>
        ) : (
          <>
            {data.undoable && (
              <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
                Undo
              </Button>
            )}
            <ActionIcon aria-label="Close" onClick={onClose}>
              <IconX size={15} />
            </ActionIcon>
          </>
        )}
      </div>
      {working && <Progress value={(100 * data.done) / data.total} size={6} aria-label="Progress" transitionDuration={0} />}
      {data.failures > 0 && (
        <div className={s.line}>
          <span className={s.about}>{plural(data.failures, 'ticket')} could not be changed.</span>
          <button type="button" className={s.all} onClick={() => setShowing(true)}>
            Show why
          </button>
        </div>
      )}
      {showing && <Failures bulk={data} onClose={() => setShowing(false)} />}
    </section>
  );
}

function outcome({ state, done, total, failures }: Bulk): string {
  const changed = `${plural(done - failures, 'ticket')} done`;
  return state === 'cancelled' ? `Stopped: ${changed} of ${total.toLocaleString('en')}` : changed;
}

function Failures({ bulk, onClose }: { bulk: Bulk; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={`${plural(bulk.failures, 'ticket')} could not be changed`} size={560}>
      <p className={s.about}>The others were. Open a ticket to change it by hand.</p>
      <ul className={s.failures}>
        {bulk.failed.map((failure) => (
          <li key={failure.ticket_id}>
            {failure.reference ? (
              <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(failure.ticket_id) }} onClick={onClose}>
                {failure.reference}
              </Link>
            ) : (
              <span>A ticket you may not see</span>
            )}
            <span>{failure.message}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
