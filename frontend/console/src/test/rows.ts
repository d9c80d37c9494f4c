import type { Clock, Message, TicketRow } from '../api/types';

export function ticketRow(id: number, changes: Partial<TicketRow> = {}): TicketRow {
  return {
    id,
    number: 10_000 + id,
    reference: `HD-${10_000 + id}`,
    subject: `Subject ${id}`,
    status: 'open',
    priority: 'normal',
    channel_id: 1,
    team_id: 1,
    assignee_id: null,
    contact: { id: 500 + id, name: `Customer ${id}`, handle: `c${id}@example.org`, network: 'email' },
    outcome: '',
    threads: [],
    labels: [],
  custom: {},
    preview: '',
    message_count: 1,
    last_message_at: new Date(Date.UTC(2026, 0, 1, 0, id)).toISOString(),
    last_customer_at: null,
    last_message_id: id,
    last_inbound_id: id,
    snoozed_until: null,
    merged_into_id: null,
    follows_id: null,
    maybe_related_id: null,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, id)).toISOString(),
    solved_at: null,
    clocks: [],
    version: 1,
    ...changes,
  };
}

export function clock(changes: Partial<Clock> = {}): Clock {
  return { id: 1, metric: 'first_reply', state: 'running', target: 3600, consumed: 0, warnings: [600], visibility: 'private', due_at: null, remaining: null, started_at: '2026-01-01T00:00:00Z', stopped_at: null, breached_at: null, breach_cause: '', calendar_version_id: null, ...changes };
}

export function message(id: number, changes: Partial<Message> = {}): Message {
  const at = new Date(Date.UTC(2026, 0, 1, 1, id)).toISOString();
  return {
    id,
    ticket_id: 1,
    direction: 'inbound',
    visibility: 'private',
    thread_id: null,
    surface: '',
    post_id: null,
    parent_id: null,
    url: '',
    author: { kind: 'contact', id: 1, name: 'Ada' },
    subject: '',
    body_text: `Text ${id}`,
    body_html: '',
    reply_text: `Text ${id}`,
    recipients: { to: [], cc: [], bcc: [] },
    automated: false,
    attachments: [],
    reactions: [],
    delivery: null,
    sent_at: at,
    created_at: at,
    edited_at: null,
    deleted_at: null,
    hidden_at: null,
    raw_id: null,
    not_told: [],
    version: 1,
    ...changes,
  };
}
