import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconPhoneCall } from '@tabler/icons-react';
import { useEffect } from 'react';

import { type Call, callsQuery, takeCall } from '../../api/attention';
import { formatLeft, useClock } from '../../lib/clock';
import { play } from '../../lib/tones';
import { useMe } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import s from './Attention.module.css';

const AGAIN = 12_000; // ms between two rings

/** Calls for me stand above everything until somebody takes them; they take no focus, so nobody's typing is lost. */
export default function Calls() {
  const { data = [] } = useQuery({ ...callsQuery, refetchInterval: 60_000 });
  const mine = data.filter((call) => call.mine);
  const ringing = mine.length > 0;
  useEffect(() => {
    if (!ringing) return;
    play('call');
    const again = setInterval(() => play('call'), AGAIN);
    return () => clearInterval(again);
  }, [ringing]);
  if (!ringing) return null;
  return (
    <div className={s.calls} role="region" aria-label={t`Calls for you`}>
      {mine.map((call) => (
        <One key={call.id} call={call} />
      ))}
    </div>
  );
}

function One({ call }: { call: Call }) {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = (): void => void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(call.ticket.id) } });
  const take = useMutation({
    mutationFn: () => takeCall(call.id),
    onSuccess: (taken) => {
      void client.invalidateQueries({ queryKey: callsQuery.queryKey });
      if (taken.acknowledged_by?.id === me.id) {
        toast(t`It is yours. Nobody else is called.`);
        open();
      } else toast(taken.acknowledged_by ? t`${taken.acknowledged_by.name} has taken it already.` : t`Somebody has taken it already.`);
    },
    onError: (error) => toastError(error, t`Not taken`),
  });
  return (
    <div className={s.call} role="alert">
      <IconPhoneCall size={22} aria-hidden />
      <div>
        <b dir="auto">{call.text}</b>
        <span dir="auto">
          {call.ticket.reference} · {call.ticket.subject || t`No subject`}
        </span>
        <small>
          <Next call={call} me={me.id} />
        </small>
      </div>
      <div className={s.take}>
        <Button className={s.mine!} loading={take.isPending} onClick={() => take.mutate()}>
          <Trans>I have it</Trans>
        </Button>
        <Button variant="default" onClick={open}>
          <Trans>Look first</Trans>
        </Button>
      </div>
    </div>
  );
}

function Next({ call, me }: { call: Call; me: number }) {
  const left = useClock((now) => Math.max(0, Math.ceil((Date.parse(call.called_at) + call.wait * 1000 - now) / 1000)));
  if (call.given_up_at !== null) return <><Trans>Everybody on call was called and nobody took it. Please take it if you can.</Trans></>;
  const who = call.user.id === me ? t`You are called.` : t`You were called before; now it is ${call.user.name}.`;
  return (
    <>
      <Trans>{who} The next person is called in <span className="num">{formatLeft(left * 1000)}</span>.</Trans>
    </>
  );
}
