import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconEye, IconEyeOff } from '@tabler/icons-react';

import { follow, followersQuery, unfollow } from '../../../api/tickets';
import type { TicketRow } from '../../../api/types';
import { formatList } from '../../../lib/format';
import { useMe } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import s from './Side.module.css';

/** Who is told what happens here though it is not theirs; and whether I am. */
export function Followers({ ticket }: { ticket: TicketRow }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const me = useMe();
  const query = followersQuery(ticket.id);
  const { data } = useQuery(query);
  const mine = data?.some((follower) => follower.user.id === me.id) ?? false;
  const change = useMutation({
    mutationFn: () => (mine ? unfollow(ticket.id) : follow(ticket.id)),
    onSuccess: (rows) => {
      client.setQueryData(query.queryKey, rows);
      toast(mine ? t`You do not follow ${ticket.reference} any more` : t`You are told what happens on ${ticket.reference}`);
    },
    onError: (error) => toastError(error),
  });
  if (!data) return null;
  const others = formatList(data.filter((follower) => follower.user.id !== me.id).map((follower) => follower.user.name));
  return (
    <section aria-label={t`Followers`}>
      <h3 className={s.title}>
        <Trans>Followers</Trans>
        <Tooltip label={mine ? t`You are told what happens here. Stop that` : t`Tell me what happens here, though it is not mine`}>
          <Button variant="subtle" color="gray" size="compact-xs" loading={change.isPending} leftSection={mine ? <IconEyeOff size={14} /> : <IconEye size={14} />} onClick={() => change.mutate()}>
            {mine ? <Trans>Unfollow</Trans> : <Trans>Follow</Trans>}
          </Button>
        </Tooltip>
      </h3>
      <p className={s.quiet}>{mine && others ? <Trans>You and {others}</Trans> : mine ? <Trans>You</Trans> : others || <Trans>Nobody yet</Trans>}</p>
    </section>
  );
}
