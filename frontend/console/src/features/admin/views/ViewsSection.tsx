import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';

import { countsQuery, viewsQuery } from '../../../api/queries';
import type { SavedView } from '../../../api/types';
import { formatNumber } from '../../../lib/format';
import { useTeams } from '../../../ui/names';
import { toastError } from '../../../ui/toast';
import { viewIcon } from '../../../ui/viewIcons';
import s from '../Admin.module.css';
import { conditionsQuery } from '../conditions/queries';
import { sentence } from '../conditions/tree';
import { Section } from '../Section';
import { orderViews } from './calls';
import { ViewForm } from './ViewForm';

/** The views that are shared; everybody keeps their own beside the list. */
export default function ViewsSection() {
  const client = useQueryClient();
  const { data, error } = useQuery({ ...viewsQuery, refetchOnMount: 'always' });
  const { data: fields } = useQuery(conditionsQuery);
  const { data: counts } = useQuery(countsQuery);
  const teams = useTeams();
  const [open, setOpen] = useState<SavedView | 'new' | null>(null);
  const views = data?.filter((view) => view.shared_with !== 'me');
  const order = useMutation({
    mutationFn: (ids: number[]) => orderViews(ids),
    onSuccess: () => client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
    onError: (problem) => toastError(problem, t`The order was not kept`),
  });
  const move = (at: number, step: number): void => {
    const ids = views!.map((view) => view.id);
    ids.splice(at + step, 0, ...ids.splice(at, 1));
    order.mutate(ids);
  };
  return (
    <Section title={t`Views`} about={t`Lists of tickets that have something in common, under a name, at everybody's side or at a team's. Everybody can keep views of their own from the list itself.`} add={{ label: t`New view`, run: () => setOpen('new') }} error={error} pending={!views}>
      {views?.length === 0 && (
        <p className={s.empty}>
          <Trans>No shared view yet. A good first one: “Refunds that wait for us” shows what is open and has the label refund.</Trans>
        </p>
      )}
      {views && views.length > 0 && (
        <ul className={s.list}>
          {views.map((view, n) => {
            const Icon = viewIcon(view.icon);
            const count = counts?.by_view[view.id];
            return (
              <li key={view.id} className={s.ordered}>
                <button type="button" className={s.row} onClick={() => setOpen(view)}>
                  <Icon size={18} aria-hidden />
                  <span className={s.what}>
                    <b>{view.name}</b>
                    <small data-long>{fields && sentence(view.conditions, fields)}</small>
                  </span>
                  <span className={s.tag}>{view.team_id === null ? t`Everybody` : (teams.get(view.team_id)?.name ?? t`A team`)}</span>
                  {count !== undefined && <span className={s.tag}>{count === null ? t`many` : formatNumber(count)}</span>}
                </button>
                <ActionIcon aria-label={t`Move ${view.name} up`} disabled={n === 0 || order.isPending} onClick={() => move(n, -1)}>
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon aria-label={t`Move ${view.name} down`} disabled={n === views.length - 1 || order.isPending} onClick={() => move(n, 1)}>
                  <IconArrowDown size={15} />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
      {open !== null && <ViewForm view={open === 'new' ? null : open} conditions={open === 'new' ? {} : open.conditions} sharedAtFirst="all" onClose={() => setOpen(null)} />}
    </Section>
  );
}
