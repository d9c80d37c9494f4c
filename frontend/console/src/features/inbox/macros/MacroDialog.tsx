import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconBolt, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';

import { type Macro, macrosQuery, previewMacro, runMacro } from '../../../api/answers';
import { explain } from '../../../api/http';
import type { TicketRow } from '../../../api/types';
import { releaseKeys } from '../../../lib/keys';
import { Changes } from '../../../ui/Changes';
import { toast } from '../../../ui/toast';
import s from './Macros.module.css';

/** Choose a macro, see what it would do to this very ticket, and do it. */
export default function MacroDialog({ ticket, first, onClose }: { ticket: TicketRow; first: number | null; onClose: () => void }) {
  const { data: macros, error } = useQuery(macrosQuery);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(first);
  const wanted = text.trim().toLowerCase();
  const found = (macros ?? []).filter((macro) => !wanted || macro.name.toLowerCase().includes(wanted) || macro.description.toLowerCase().includes(wanted));
  const macro = found.find((one) => one.id === chosen) ?? found[0];
  const run = useMutation({
    mutationFn: (one: Macro) => runMacro(one.id, ticket.id),
    onSuccess: (_, one) => {
      toast(t`${one.name}: done on ${ticket.reference}`);
      onClose();
    },
  });
  const move = (step: number): void => {
    if (macro) setChosen(found[(found.indexOf(macro) + step + found.length) % found.length]!.id);
  };
  return (
    <Modal opened onClose={onClose} title={t`Run a macro on ${ticket.reference}`} size={620}>
      <form
        className={s.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          if (macro) run.mutate(macro);
        }}
      >
        <TextInput
          aria-label={t`Find a macro`}
          placeholder={t`Find a macro`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onFocus={() => setText((old) => old + releaseKeys().trim())} // typed while this was on its way
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
            event.preventDefault();
            move(event.key === 'ArrowDown' ? 1 : -1);
          }}
          data-autofocus
        />
        {error ? <p role="alert">{explain(error)}</p> : !macros ? <Skeleton height={120} radius="md" /> : null}
        {macros?.length === 0 && <p className={s.nothing}><Trans>There is no macro yet. A macro does several things by one click, such as labelling, assigning and solving. An admin makes them under Administration, Macros.</Trans></p>}
        {macros && macros.length > 0 && !found.length && <p className={s.nothing}><Trans>No macro is called that.</Trans></p>}
        {macro && (
          <div className={s.columns}>
            <ul className={s.list} aria-label={t`Macros`}>
              {found.map((one) => (
                <li key={one.id}>
                  <button type="button" aria-pressed={one === macro} onClick={() => setChosen(one.id)} onDoubleClick={() => run.mutate(one)}>
                    {one.name}
                  </button>
                </li>
              ))}
            </ul>
            <Preview key={macro.id} macro={macro} ticket={ticket} />
          </div>
        )}
        {run.error && (
          <p className={s.problem} role="alert">
            <Trans>Nothing was changed. {explain(run.error)}</Trans>
          </p>
        )}
        <div className={s.actions}>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" disabled={!macro} loading={run.isPending} leftSection={<IconBolt size={14} />}>
            {macro ? t`Run “${macro.name}”` : t`Run`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Preview({ macro, ticket }: { macro: Macro; ticket: TicketRow }) {
  const { data, error } = useQuery({ queryKey: ['macro-preview', macro.id, ticket.id, ticket.version], queryFn: () => previewMacro(macro.id, ticket.id), gcTime: 0 });
  const said = data?.actions.filter((action) => action.result && !['set', 'label', 'snooze', 'custom', 'need'].includes(action.do)) ?? [];
  return (
    <section className={s.preview} aria-label={t`What ${macro.name} would do`} aria-live="polite">
      {macro.description && <p>{macro.description}</p>}
      <h3><Trans>What it would do here</Trans></h3>
      {error ? (
        <p className={s.problem}>{explain(error)}</p>
      ) : !data ? (
        <Skeleton height={48} />
      ) : (
        <>
          <Changes changes={data.changes as Record<string, unknown[]>} />
          <ul className={s.said}>
            {said.map((action, n) => (
              <li key={n}>
                <IconCheck size={14} aria-hidden /> {action.result}
              </li>
            ))}
          </ul>
          {Object.keys(data.changes).length + said.length === 0 && <p><Trans>Nothing: this ticket is like that already.</Trans></p>}
        </>
      )}
    </section>
  );
}
