import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { AnswerChoice } from '../../../api/generated/types.gen';
import { answerQuery } from '../../../api/queries';
import type { Message, TicketRow } from '../../../api/types';
import { type Filled, pick, useQuote } from './answering';
import type { Where } from './useSend';

export interface Standing {
  choices: readonly AnswerChoice[];
  place: AnswerChoice | null;
  choose: (key: string) => void;
  visibility: 'public' | 'private';
  /** The window has closed, and only what the network approved in advance may be sent. */
  byTemplate: boolean;
  /** Nothing may be sent, or it is not known yet who would read it. */
  closed: boolean;
  template: Filled | null;
  setTemplate: (template: Filled | null) => void;
  /** The one message that is answered, by the agent's choice. */
  quoted: Message | null;
  where: Where;
}

/** In which conversation of the network, and in whose sight, a reply would stand. */
export function usePlace(ticket: TicketRow): Standing {
  const { data: choices } = useQuery(answerQuery(ticket.id, ticket.version));
  const [chosen, choose] = useState<string | null>(null);
  const [template, setTemplate] = useState<Filled | null>(null);
  const quote = useQuote(ticket.id);
  useEffect(() => {
    if (quote) choose(null);
  }, [quote]);
  const place = pick(choices ?? [], chosen, quote);
  const byTemplate = place !== null && !place.allowed && place.escapes.includes('template');
  const quoted = quote && place && quote.surface === place.surface ? quote : null;
  return {
    choices: choices ?? [],
    place,
    choose,
    visibility: place?.visibility ?? 'private',
    byTemplate,
    closed: choices === undefined || (place !== null && !place.allowed && !byTemplate),
    template,
    setTemplate,
    quoted,
    where: {
      thread_id: place?.private_reply ? null : (place?.thread_id ?? null),
      surface: place?.surface || null,
      parent_message_id: quoted?.id ?? (place?.private_reply ? place.parent_message_id : null),
      template: byTemplate && template ? { name: template.template.name, language: template.template.language, parameters: template.values } : null,
    },
  };
}
