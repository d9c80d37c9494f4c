import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconDots, IconFlag, IconLayoutSidebarRight } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import type { Priority, TicketRow } from '../../../api/types';
import { useCommands } from '../../../lib/commands';
import { holdKeys } from '../../../lib/keys';
import { withWords } from '../../../lib/language';
import { useChannels, useMe } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import { SlaChip } from '../../../ui/SlaChip';
import { PRIORITY, STATUS } from '../../../ui/words';
import { setRead, useUpdateTicket } from '../actions';
import { AssignMenu } from './AssignMenu';
import s from './Header.module.css';
import { SnoozeMenu } from './SnoozeMenu';
import type { Task } from './tasks';

const Dialogs = lazy(() => import('./Dialogs'));
const MoreItems = lazy(() => import('./MoreItems'));
const MacroDialog = lazy(withWords('dialogs', () => import('../macros/MacroDialog')));
const MacroCommands = lazy(withWords('dialogs', () => import('../macros/MacroCommands')));

interface Props {
  ticket: TicketRow;
  view: string;
  mobile: boolean;
  panelOpen: boolean;
  onPanel: () => void;
  onSolve: () => void;
}
/** They begin with a box, which is on its way when one starts to type. */
const TYPED = new Set<Task>(['merge', 'link', 'remind']);
type Open = 'assign' | 'snooze' | 'priority' | null;

export function TicketHeader({ ticket, view, mobile, panelOpen, onPanel, onSolve }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const me = useMe();
  const update = useUpdateTicket();
  const channel = useChannels().get(ticket.channel_id);
  const network = networkOf(channel?.kind ?? ticket.contact.network);
  const [open, setOpen] = useState<Open>(null);
  const [task, setTask] = useState<Task | null>(null);
  const [macro, setMacro] = useState<{ first: number | null } | null>(null);
  const [renaming, setRenaming] = useState(false);
  const set = (which: Open) => (opened: boolean) => setOpen(opened ? which : null);
  const done = ['solved', 'closed', 'spam'].includes(ticket.status);
  const back = (): void => void navigate({ to: '/inbox/$view', params: { view }, search: true });
  const unread = (): void => {
    setRead(ticket, 0);
    if (mobile) back();
  };
  const begin = (next: Task): void => {
    if (TYPED.has(next)) holdKeys();
    setTask(next);
  };
  const reopen = (): void => update(ticket, { status: 'open' });
  useCommands([
    { id: 'assign-me', label: t`Assign to me`, group: t`Ticket`, keys: 'i', run: () => update(ticket, { assignee_id: me.id }) },
    { id: 'assign', label: t`Assign…`, group: t`Ticket`, keys: 'a', run: () => (holdKeys(), setOpen('assign')) },
    { id: 'snooze', label: t`Snooze…`, group: t`Ticket`, keys: 'h', run: () => (holdKeys(), setOpen('snooze')) },
    { id: 'priority', label: t`Set the priority…`, group: t`Ticket`, keys: 'p', run: () => setOpen('priority') },
    { id: 'unread', label: t`Mark as unread`, group: t`Ticket`, keys: 'u', run: unread },
    { id: 'macro', label: t`Run a macro…`, group: t`Ticket`, keys: 'm', run: () => (holdKeys(), setMacro({ first: null })) },
    { id: 'why', label: t`Why is it like this?`, group: t`Ticket`, keys: 'y', run: () => setTask('why') },
    { id: 'merge', label: t`Merge into another ticket…`, group: t`Ticket`, run: () => begin('merge') },
    { id: 'remind', label: t`Remind me of this ticket…`, group: t`Ticket`, run: () => begin('remind') },
    { id: 'link', label: t`Link to another ticket…`, group: t`Ticket`, run: () => begin('link') },
    { id: 'take', label: t`Print or export the ticket…`, group: t`Ticket`, run: () => setTask('take') },
    { id: 'rename', label: t`Edit the subject`, group: t`Ticket`, run: () => setRenaming(true) },
  ]);
  const target = mobile ? 36 : 28;
  return (
    <header className={s.head}>
      <div className={s.first}>
        {mobile && (
          <ActionIcon aria-label={t`Back to the list`} size={36} onClick={back}>
            <IconArrowLeft size={18} className={s.flip} />
          </ActionIcon>
        )}
        {renaming ? (
          <Subject ticket={ticket} onDone={(subject) => (setRenaming(false), subject !== null && subject !== ticket.subject && update(ticket, { subject }))} />
        ) : (
          <h2 title={ticket.subject} dir="auto">
            {ticket.subject || t`No subject`}
          </h2>
        )}
        {!mobile && (
          <>
            <bdi className={`${s.reference} num`}>{ticket.reference}</bdi>
            <span className={s.via} title={channel?.name ?? network.label}>
              <network.Icon size={14} aria-hidden /> <span>{channel?.name ?? network.label}</span>
            </span>
          </>
        )}
        <span className={s.gap} />
        {mobile && (
          <ActionIcon size={36} variant="default" aria-label={done ? t`Reopen` : t`Solve`} onClick={done ? reopen : onSolve}>
            {done ? <IconArrowBackUp size={17} /> : <IconCheck size={17} />}
          </ActionIcon>
        )}
        <Tooltip label={t`Details ( ] )`}>
          <ActionIcon size={target} aria-label={panelOpen ? t`Hide details` : t`Show details`} aria-expanded={panelOpen} onClick={onPanel}>
            <IconLayoutSidebarRight size={17} stroke={1.7} className={s.flip} />
          </ActionIcon>
        </Tooltip>
        <Menu>
          <Menu.Target>
            <ActionIcon size={target} aria-label={t`More actions`}>
              <IconDots size={17} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown mah="80dvh" style={{ overflowY: 'auto' }}>
            <Suspense fallback={<Menu.Label>{t`Loading…`}</Menu.Label>}>
              <MoreItems ticket={ticket} view={view} mobile={mobile} onTask={begin} onRename={() => setRenaming(true)} onUnread={unread} onMacro={() => setMacro({ first: null })} />
            </Suspense>
          </Menu.Dropdown>
        </Menu>
      </div>
      <div className={s.second}>
        <SlaChip clocks={ticket.clocks} focus />
        {ticket.status !== 'open' && <span className={s.status}>{ticket.outcome === 'community' ? t`Answered by the community` : STATUS[ticket.status]}</span>}
        {mobile && (
          <span className={s.via} title={channel?.name ?? network.label}>
            <network.Icon size={14} aria-hidden /> <bdi className="num">{ticket.reference}</bdi>
          </span>
        )}
        <span className={s.gap} />
        <AssignMenu ticket={ticket} opened={open === 'assign'} onChange={set('assign')} />
        {!mobile && (
          <Menu opened={open === 'priority'} onChange={set('priority')}>
            <Menu.Target>
              <Tooltip label={t`Priority: ${PRIORITY[ticket.priority]} (P)`}>
                <ActionIcon variant="default" size={30} aria-label={t`Priority: ${PRIORITY[ticket.priority]}. Change`} aria-keyshortcuts="p" data-priority={ticket.priority} className={s.priority}>
                  <IconFlag size={15} />
                </ActionIcon>
              </Tooltip>
            </Menu.Target>
            <Menu.Dropdown>
              {(Object.keys(PRIORITY) as Priority[]).map((key) => (
                <Menu.Item key={key} rightSection={ticket.priority === key ? <IconCheck size={14} /> : null} onClick={() => update(ticket, { priority: key })}>
                  {PRIORITY[key]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <SnoozeMenu ticket={ticket} size={30} opened={open === 'snooze'} onChange={set('snooze')} />
        {!mobile && (
          <Button variant="default" leftSection={done ? <IconArrowBackUp size={14} /> : <IconCheck size={14} />} onClick={done ? reopen : onSolve} aria-keyshortcuts={done ? undefined : 'e'}>
            {done ? <Trans>Reopen</Trans> : <Trans>Solve</Trans>}
          </Button>
        )}
      </div>
      <Suspense>
        <MacroCommands onRun={(first) => setMacro({ first })} />
        {macro && <MacroDialog ticket={ticket} first={macro.first} onClose={() => setMacro(null)} />}
      </Suspense>
      <Suspense>{task && <Dialogs task={task} ticket={ticket} view={view} onClose={() => setTask(null)} />}</Suspense>
    </header>
  );
}

function Subject({ ticket, onDone }: { ticket: TicketRow; onDone: (subject: string | null) => void }) {
  const { t } = useLingui();
  const [text, setText] = useState(ticket.subject);
  return (
    <TextInput
      className={s.subject}
      aria-label={t`Subject`}
      autoFocus
      value={text}
      maxLength={500}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onDone(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text.trim());
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone(null);
      }}
    />
  );
}
