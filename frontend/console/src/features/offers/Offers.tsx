import { t } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconMessageCircleUp } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

import type { Offer } from '../../api/generated/types.gen';
import { useClock } from '../../lib/clock';
import { useCommands } from '../../lib/commands';
import { play } from '../../lib/tones';
import { useMe } from '../../ui/names';
import { toast, toastError } from '../../ui/toast';
import { acceptOffer, declineOffer, offersQuery } from './calls';
import s from './Offers.module.css';

/** What is offered to me, above everything until I answer or the time is up; it takes no focus, so nobody's typing is lost. */
export default function Offers() {
  const { data = [] } = useQuery({ ...offersQuery, refetchInterval: 60_000 });
  const open = data.filter((offer) => offer.state === 'open');
  const newest = open.reduce((most, offer) => Math.max(most, offer.id), 0);
  const heard = useRef(0);
  const sound = useMe().notify.some((wish) => wish.kind === 'offer' && wish.sound);
  useEffect(() => {
    if (newest > heard.current && sound) play('offer');
    heard.current = Math.max(heard.current, newest);
  }, [newest, sound]);
  if (!open.length) return null;
  return (
    <div className={s.offers} role="region" aria-label={t`Offered to you`}>
      {open.map((offer, index) => (
        <One key={offer.id} offer={offer} first={index === 0} />
      ))}
    </div>
  );
}

function One({ offer, first }: { offer: Offer; first: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const left = useClock((now) => Math.max(0, Math.ceil((Date.parse(offer.until) - now) / 1000)));
  const total = Math.max(1, (Date.parse(offer.until) - Date.parse(offer.made_at)) / 1000);
  const answered = (): void => {
    void client.invalidateQueries({ queryKey: offersQuery.queryKey });
  };
  const accept = useMutation({
    mutationFn: () => acceptOffer(offer.id),
    onSuccess: () => {
      toast(t`${offer.reference} is yours`);
      void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'mine', ticketId: String(offer.ticket_id) } });
    },
    onError: (error) => toastError(error, t`Not taken`),
    onSettled: answered,
  });
  const pass = useMutation({
    mutationFn: () => declineOffer(offer.id),
    onSuccess: () => toast(t`${offer.reference} goes to somebody else`),
    onError: (error) => toastError(error, t`Not passed on`),
    onSettled: answered,
  });
  const busy = accept.isPending || pass.isPending;
  useCommands(
    first
      ? [
          { id: 'offer-accept', label: t`Accept what is offered`, group: t`Offers`, keys: 'Mod+Alt+y', inEditor: true, disabled: busy, run: () => accept.mutate() },
          { id: 'offer-pass', label: t`Pass on what is offered`, group: t`Offers`, keys: 'Mod+Alt+x', inEditor: true, disabled: busy, run: () => pass.mutate() },
        ]
      : [],
  );
  if (left === 0) return null;
  const about = offer.subject || offer.preview;
  return (
    <section className={s.offer} aria-label={t`${offer.reference} from ${offer.customer}`}>
      <p className="sr-only" role="alert">
        <Trans>
          {offer.customer} is offered to you: {about}. Accept or pass on within <Plural value={Math.round(total)} one="# second" other="# seconds" />.
        </Trans>
      </p>
      <IconMessageCircleUp size={22} aria-hidden />
      <div className={s.what}>
        <b dir="auto">{offer.customer || offer.reference}</b>
        <span dir="auto">{offer.subject || offer.preview || t`No words yet`}</span>
      </div>
      <span className={`${s.left} num`} aria-hidden>
        <Trans>{left} s</Trans>
      </span>
      <div className={s.buttons}>
        <Button variant="default" disabled={busy} loading={pass.isPending} onClick={() => pass.mutate()}>
          <Trans>Pass</Trans>
        </Button>
        <Button disabled={busy} loading={accept.isPending} onClick={() => accept.mutate()} aria-keyshortcuts="Control+Alt+Y">
          <Trans>Accept</Trans>
        </Button>
      </div>
      <i className={s.time} style={{ inlineSize: `${(left / total) * 100}%` }} aria-hidden />
    </section>
  );
}
