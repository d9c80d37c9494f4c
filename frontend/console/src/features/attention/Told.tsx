import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { t } from '@lingui/core/macro';
import { useEffect, useRef } from 'react';

import { readNotifications } from '../../api/attention';
import type { Notification } from '../../api/types';
import { device } from '../../lib/device';
import { play } from '../../lib/tones';
import { onNotification } from '../../live/session';
import { inOneTab, show, watchFocus } from './desktop';
import { useNotifications } from './useNotifications';

const SOUND_OF_THEIR_OWN = new Set(['page', 'offer']);
const READ_MS = 1200; // as long as it takes to read a ticket

/** Draws nothing: passes on to the desktop and the ear what I am told, and has read what is about the ticket before me. */
export default function Told() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const go = useRef(navigate);
  go.current = navigate;
  useEffect(() => watchFocus(), []);
  useEffect(
    () =>
      onNotification((told) => {
        if (told.read_at !== null) return;
        void inOneTab(`${told.id} ${told.at}`, () => pass(told, (id) => void go.current({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(id) } })));
      }),
    [],
  );
  const open = Number(useParams({ strict: false, select: (params) => params.ticketId }) ?? 0);
  const { rows } = useNotifications('all');
  const ids = rows
    .filter((one) => one.read_at === null && one.ticket?.id === open)
    .map((one) => one.id)
    .join();
  useEffect(() => {
    if (!ids) return;
    const timer = setTimeout(() => {
      if (document.hidden) return;
      void readNotifications({ ids: ids.split(',').map(Number) }).then(
        () => client.invalidateQueries({ queryKey: ['notifications'] }),
        () => {}, // the next look at the ticket does it
      );
    }, READ_MS);
    return () => clearTimeout(timer);
  }, [ids, client]);
  return null;
}

function pass(told: Notification, open: (ticketId: number) => void): void {
  const here = device();
  if (told.ways.includes('sound') && !SOUND_OF_THEIR_OWN.has(told.kind)) play('told', here.volume);
  if (!here.desktop || !told.ways.includes('desktop')) return;
  const { ticket } = told;
  const title = ticket ? (here.hideWords ? ticket.reference : `${ticket.reference} ${ticket.subject}`) : 'Janice';
  void show(title, here.hideWords ? t`Something new. Its words are hidden on this computer.` : told.text, String(told.id), () => ticket && open(ticket.id));
}
