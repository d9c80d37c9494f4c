import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import { IconAlertOctagon, IconArrowBackUp, IconArrowLeft, IconArrowMerge, IconBolt, IconCheck, IconCopy, IconDots, IconFlag, IconHelpCircle, IconLayoutSidebarRight, IconMailOpened, IconMessageOff, IconPencil, IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

import type { Priority, TicketRow } from '../../../api/types';
import { useCommands } from '../../../lib/commands';
import { holdKeys } from '../../../lib/keys';
import { useChannels, useMe } from '../../../ui/names';
import { networkOf } from '../../../ui/networks';
import { surfacesOf } from '../../../ui/surfaces';
import { SlaChip } from '../../../ui/SlaChip';
import { toast } from '../../../ui/toast';
import { PRIORITY, STATUS } from '../../../ui/words';
import { setRead, useUndoableUpdate, useUpdateTicket } from '../actions';
import { AssignMenu } from './AssignMenu';
import s from './Header.module.css';
import { SnoozeMenu } from './SnoozeMenu';

const MergeDialog = lazy(() => import('./MergeDialog'));
const MacroDialog = lazy(() => import('../macros/MacroDialog'));
const WhyDrawer = lazy(() => import('../why/WhyDrawer'));
const MacroCommands = lazy(() => import('../macros/MacroCommands'));

interface Props {
  ticket: TicketRow;
  view: string;
  mobile: boolean;
  panelOpen: boolean;
  onPanel: () => void;
  onSolve: () => void;
}
type Open = 'assign' | 'snooze' | 'priority' | null;

export function TicketHeader({ ticket, view, mobile, panelOpen, onPanel, onSolve }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe();
  const update = useUpdateTicket();
  const undoable = useUndoableUpdate();
  const channel = useChannels().get(ticket.channel_id);
  const network = networkOf(channel?.kind ?? ticket.contact.network);
  const [open, setOpen] = useState<Open>(null);
  const [merging, setMerging] = useState(false);
  const [asking, setAsking] = useState(false);
  const [macro, setMacro] = useState<{ first: number | null } | null>(null);
  const [renaming, setRenaming] = useState(false);
  const set = (which: Open) => (opened: boolean) => setOpen(opened ? which : null);
  const done = ['solved', 'closed', 'spam'].includes(ticket.status);
  const back = (): void => void navigate({ to: '/inbox/$view', params: { view }, search: true });
  const unread = (): void => {
    setRead(ticket, 0);
    if (mobile) back();
  };
  const reopen = (): void => update(ticket, { status: 'open' });
  useCommands([
    { id: 'assign-me', label: 'Assign to me', group: 'Ticket', keys: 'i', run: () => update(ticket, { assignee_id: me.id }) },
    { id: 'assign', label: 'Assign…', group: 'Ticket', keys: 'a', run: () => setOpen('assign') },
    { id: 'snooze', label: 'Snooze…', group: 'Ticket', keys: 'h', run: () => setOpen('snooze') },
    { id: 'priority', label: 'Set the priority…', group: 'Ticket', keys: 'p', run: () => setOpen('priority') },
    { id: 'unread', label: 'Mark as unread', group: 'Ticket', keys: 'u', run: unread },
    { id: 'macro', label: 'Run a macro…', group: 'Ticket', keys: 'm', run: () => (holdKeys(), setMacro({ first: null })) },
    { id: 'why', label: 'Why is it like this?', group: 'Ticket', keys: 'y', run: () => setAsking(true) },
    { id: 'merge', label: 'Merge into another ticket…', group: 'Ticket', run: () => setMerging(true) },
    { id: 'rename', label: 'Edit the subject', group: 'Ticket', run: () => setRenaming(true) },
  ]);
  const target = mobile ? 36 : 28;
  return (
    <header className={s.head}>
      <div className={s.first}>
        {mobile && (
          <ActionIcon aria-label="Back to the list" size={36} onClick={back}>
            <IconArrowLeft size={18} className={s.flip} />
          </ActionIcon>
        )}
        {renaming ? (
          <Subject ticket={ticket} onDone={(subject) => (setRenaming(false), subject !== null && subject !== ticket.subject && update(ticket, { subject }))} />
        ) : (
          <h2 title={ticket.subject} dir="auto">
            {ticket.subject || 'No subject'}
          </h2>
        )}
        {!mobile && <bdi className={`${s.reference} num`}>{ticket.reference}</bdi>}
        <span className={s.gap} />
        {mobile && (
          <ActionIcon size={36} variant="default" aria-label={done ? 'Reopen' : 'Solve'} onClick={done ? reopen : onSolve}>
            {done ? <IconArrowBackUp size={17} /> : <IconCheck size={17} />}
          </ActionIcon>
        )}
        <Tooltip label="Details ( ] )">
          <ActionIcon size={target} aria-label={panelOpen ? 'Hide details' : 'Show details'} aria-expanded={panelOpen} onClick={onPanel}>
            <IconLayoutSidebarRight size={17} stroke={1.7} className={s.flip} />
          </ActionIcon>
        </Tooltip>
        <Menu>
          <Menu.Target>
            <ActionIcon size={target} aria-label="More actions">
              <IconDots size={17} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setRenaming(true)}>
              Edit the subject
            </Menu.Item>
            <Menu.Item leftSection={<IconUserPlus size={14} />} onClick={() => update(ticket, { assignee_id: me.id })}>
              Assign to me
            </Menu.Item>
            <Menu.Item leftSection={<IconMailOpened size={14} />} disabled={ticket.last_inbound_id === null} onClick={unread}>
              Mark as unread
            </Menu.Item>
            <Menu.Item leftSection={<IconBolt size={14} />} onClick={() => setMacro({ first: null })}>
              Run a macro…
            </Menu.Item>
            {ticket.merged_into_id === null ? (
              <Menu.Item leftSection={<IconArrowMerge size={14} />} onClick={() => setMerging(true)}>
                Merge…
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconArrowMerge size={14} />} onClick={() => void import('./joining').then(({ unmerge }) => unmerge(ticket, { client, me: me.id }))}>
                Unmerge
              </Menu.Item>
            )}
            {ticket.clocks.some((clock) => clock.metric.endsWith('_reply') && clock.state === 'running') && (
              <Menu.Item leftSection={<IconMessageOff size={14} />} onClick={() => void import('./joining').then(({ noReplyNeeded }) => noReplyNeeded(ticket, { client, me: me.id }))}>
                No reply needed
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconHelpCircle size={14} />} onClick={() => setAsking(true)}>
              Why is it like this?
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => void navigator.clipboard.writeText(`${location.origin}/inbox/all/${ticket.id}`).then(() => toast('Link copied'))}>
              Copy the link
            </Menu.Item>
            {ticket.threads.some((thread) => surfacesOf(channel)[thread.surface]?.visibility === 'public') && ticket.outcome !== 'community' && (
              <Menu.Item leftSection={<IconUsersGroup size={14} />} onClick={() => undoable(ticket, { outcome: 'community', status: 'solved' }, 'answered by the community')}>
                Answered by the community
              </Menu.Item>
            )}
            <Menu.Divider />
            {ticket.status === 'spam' ? (
              <Menu.Item leftSection={<IconArrowBackUp size={14} />} onClick={reopen}>
                Not spam
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconAlertOctagon size={14} />} onClick={() => undoable(ticket, { status: 'spam' }, 'marked as spam')}>
                Mark as spam
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      <div className={s.second}>
        <SlaChip clocks={ticket.clocks} focus />
        {ticket.status !== 'open' && <span className={s.status}>{ticket.outcome === 'community' ? 'Answered by the community' : STATUS[ticket.status]}</span>}
        <span className={s.via} title={channel?.name ?? network.label}>
          <network.Icon size={14} aria-hidden /> {mobile ? <bdi className="num">{ticket.reference}</bdi> : <span>{channel?.name ?? network.label}</span>}
        </span>
        <span className={s.gap} />
        <AssignMenu ticket={ticket} opened={open === 'assign'} onChange={set('assign')} />
        {!mobile && (
          <Menu opened={open === 'priority'} onChange={set('priority')}>
            <Menu.Target>
              <Tooltip label={`Priority: ${PRIORITY[ticket.priority]} (P)`}>
                <ActionIcon variant="default" size={30} aria-label={`Priority: ${PRIORITY[ticket.priority]}. Change`} aria-keyshortcuts="p" data-priority={ticket.priority} className={s.priority}>
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
            {done ? 'Reopen' : 'Solve'}
          </Button>
        )}
      </div>
      <Suspense>
        <MacroCommands onRun={(first) => setMacro({ first })} />
        {asking && <WhyDrawer ticket={ticket} onClose={() => setAsking(false)} />}
        {macro && <MacroDialog ticket={ticket} first={macro.first} onClose={() => setMacro(null)} />}
      </Suspense>
      <Suspense>{merging && <MergeDialog ticket={ticket} view={view} onClose={() => setMerging(false)} />}</Suspense>
    </header>
  );
}

function Subject({ ticket, onDone }: { ticket: TicketRow; onDone: (subject: string | null) => void }) {
  const [text, setText] = useState(ticket.subject);
  return (
    <TextInput
      className={s.subject}
      aria-label="Subject"
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
