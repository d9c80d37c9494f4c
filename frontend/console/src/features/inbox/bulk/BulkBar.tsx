import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { ActionIcon, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { type BulkChangesRequest, bulkQuery, type Macro, startBulk } from '../../../api/answers';
import type { ListFilter } from '../../../api/calls';
import { explain } from '../../../api/http';
import { formatNumber } from '../../../lib/format';
import s from './Bulk.module.css';
import { BulkProgress } from './BulkProgress';
import { BulkTools } from './BulkTools';
import type { Picked } from './usePicked';

interface Props {
  picked: Picked;
  /** What the whole view holds, where that is counted. */
  total: number | undefined;
  filter: ListFilter;
  /** Every ticket of the view is in the list already. */
  complete: boolean;
  shown: number;
  onWorking: (working: boolean) => void;
}

const viewOf = (filter: ListFilter): Omit<ListFilter, 'order'> => {
  const view = { ...filter };
  delete view.order;
  return view;
};

/** Under the list as long as tickets are chosen: what to do with them, how far it is, and what came of it. */
export default function BulkBar({ picked, total, filter, complete, shown, onWorking }: Props) {
  const client = useQueryClient();
  const [running, setRunning] = useState<number | null>(null);
  const [asking, setAsking] = useState<Macro | null>(null);
  const start = useMutation({
    mutationFn: (what: { changes: BulkChangesRequest } | { macro_id: number }) => startBulk({ ...what, ...(picked.everything ? { view: viewOf(filter) } : { ticket_ids: [...picked.ids] }) }),
    onSuccess: (bulk) => {
      client.setQueryData(bulkQuery(bulk.id).queryKey, bulk);
      setRunning(bulk.id);
      setAsking(null);
      onWorking(true); // with the same breath: without chosen tickets and without work the bar is gone
      picked.clear();
    },
  });
  useEffect(() => onWorking(running !== null), [running, onWorking]);
  useEffect(() => () => onWorking(false), [onWorking]);
  const count = picked.ids.size;
  if (count === 0) return running === null ? null : <BulkProgress id={running} onOther={setRunning} onClose={() => setRunning(null)} />;
  return (
    <section className={s.bar} aria-label={t`Change the chosen tickets`}>
      <div className={s.line}>
        <b aria-live="polite">
          {!picked.everything ? (
            <Plural value={count} one="# ticket chosen" other="# tickets chosen" />
          ) : total === undefined ? (
            <Trans>All tickets of this view</Trans>
          ) : (
            <Plural value={total} one="All # ticket of this view" other="All # tickets of this view" />
          )}
        </b>
        <span className={s.gap} />
        {!picked.everything && !(complete && count >= shown) && (
          <button type="button" className={s.all} onClick={picked.all}>
            {total === undefined ? <Trans>Choose all that match</Trans> : <Trans>Choose all {formatNumber(total)}</Trans>}
          </button>
        )}
        <ActionIcon aria-label={t`Choose none`} onClick={picked.clear}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {asking ? (
        <div className={s.ask} role="alertdialog" aria-label={t`Run ${asking.name}`}>
          <p className={s.about}>
            {!picked.everything ? (
              <Trans>
                Run <b>{asking.name}</b> on <Plural value={count} one="# ticket" other="# tickets" />?
              </Trans>
            ) : total === undefined ? (
              <Trans>
                Run <b>{asking.name}</b> on all tickets?
              </Trans>
            ) : (
              <Trans>
                Run <b>{asking.name}</b> on all <Plural value={total} one="# ticket" other="# tickets" />?
              </Trans>
            )}{' '}
            {asking.description} <Trans>What it writes, as notes and messages, cannot be taken back.</Trans>
          </p>
          <div>
            <Button variant="default" onClick={() => setAsking(null)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button loading={start.isPending} onClick={() => start.mutate({ macro_id: asking.id })}>
              <Trans>Run the macro</Trans>
            </Button>
          </div>
        </div>
      ) : (
        <BulkTools busy={start.isPending} onChange={(changes) => start.mutate({ changes })} onMacro={setAsking} />
      )}
      {start.error && (
        <p className={s.problem} role="alert">
          <Trans>Nothing was changed. {explain(start.error)}</Trans>
        </p>
      )}
    </section>
  );
}
