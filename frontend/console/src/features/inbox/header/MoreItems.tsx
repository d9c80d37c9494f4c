import { Trans, useLingui } from '@lingui/react/macro';
import { Menu } from '@mantine/core';
import { IconAlertOctagon, IconArrowBackUp, IconArrowMerge, IconBell, IconBolt, IconCheck, IconCopy, IconFlag, IconHelpCircle, IconLinkPlus, IconMailForward, IconMailOpened, IconMessageOff, IconMessages, IconPencil, IconPrinter, IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import type { Priority, TicketRow } from '../../../api/types';
import { holdKeys } from '../../../lib/keys';
import { useChannels, useMe } from '../../../ui/names';
import { surfacesOf } from '../../../ui/surfaces';
import { toast } from '../../../ui/toast';
import { PRIORITY } from '../../../ui/words';
import { useUndoableUpdate, useUpdateTicket } from '../actions';
import { followUp, noReplyNeeded, unmerge } from './joining';
import type { Task } from './tasks';

interface Props {
  ticket: TicketRow;
  view: string;
  mobile: boolean;
  onTask: (task: Task) => void;
  onRename: () => void;
  onUnread: () => void;
  onMacro: () => void;
}
const OVER = ['solved', 'closed'];

/** Everything that can be done to a ticket, in groups: the ticket itself, the customer, other tickets, and looking closer. */
export default function MoreItems({ ticket, view, mobile, onTask, onRename, onUnread, onMacro }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const update = useUpdateTicket();
  const undoable = useUndoableUpdate();
  const channel = useChannels().get(ticket.channel_id);
  const at = { client, me: me.id };
  const merged = ticket.merged_into_id !== null;
  const open = (row: TicketRow): void => {
    holdKeys();
    void navigate({ to: '/inbox/$view/$ticketId', params: { view, ticketId: String(row.id) } });
  };
  const inPublic = ticket.threads.some((thread) => surfacesOf(channel)[thread.surface]?.visibility === 'public');
  const onPost = ticket.threads.some((thread) => thread.post_id !== null);
  return (
    <>
      <Menu.Label>
        <Trans>This ticket</Trans>
      </Menu.Label>
      {ticket.assignee_id !== me.id && (
        <Menu.Item leftSection={<IconUserPlus size={14} />} onClick={() => update(ticket, { assignee_id: me.id })}>
          <Trans>Assign to me</Trans>
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
        <Trans>Edit the subject</Trans>
      </Menu.Item>
      {mobile && (
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconFlag size={14} />}><Trans>Priority: {PRIORITY[ticket.priority]}</Trans></Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {(Object.keys(PRIORITY) as Priority[]).map((key) => (
              <Menu.Item key={key} rightSection={ticket.priority === key ? <IconCheck size={14} /> : null} onClick={() => update(ticket, { priority: key })}>
                {PRIORITY[key]}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      )}
      <Menu.Item leftSection={<IconMailOpened size={14} />} disabled={ticket.last_inbound_id === null} onClick={onUnread}>
        <Trans>Mark as unread</Trans>
      </Menu.Item>
      {!merged && (
        <>
          <Menu.Item leftSection={<IconBell size={14} />} onClick={() => onTask('remind')}>
            <Trans>Remind me…</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<IconBolt size={14} />} onClick={onMacro}>
            <Trans>Run a macro…</Trans>
          </Menu.Item>
        </>
      )}
      {ticket.clocks.some((clock) => clock.metric.endsWith('_reply') && clock.state === 'running') && (
        <Menu.Item leftSection={<IconMessageOff size={14} />} onClick={() => void noReplyNeeded(ticket, at)}>
          <Trans>No reply needed</Trans>
        </Menu.Item>
      )}
      {inPublic && ticket.outcome !== 'community' && (
        <Menu.Item leftSection={<IconUsersGroup size={14} />} onClick={() => undoable(ticket, { outcome: 'community', status: 'solved' }, t`answered by the community`)}>
          <Trans>Answered by the community</Trans>
        </Menu.Item>
      )}
      <Menu.Label>
        <Trans>Other tickets</Trans>
      </Menu.Label>
      {!merged && (
        <Menu.Item leftSection={<IconLinkPlus size={14} />} onClick={() => onTask('link')}>
          <Trans>Link to another…</Trans>
        </Menu.Item>
      )}
      {merged ? (
        <Menu.Item leftSection={<IconArrowMerge size={14} />} onClick={() => void unmerge(ticket, at)}>
          <Trans>Unmerge</Trans>
        </Menu.Item>
      ) : (
        <Menu.Item leftSection={<IconArrowMerge size={14} />} onClick={() => onTask('merge')}>
          <Trans>Merge…</Trans>
        </Menu.Item>
      )}
      {!merged && OVER.includes(ticket.status) && (
        <Menu.Item leftSection={<IconMailForward size={14} />} onClick={() => void followUp(ticket, at).then((row) => row && open(row))}>
          <Trans>Write to the customer anew</Trans>
        </Menu.Item>
      )}
      <Menu.Label>
        <Trans>Look closer, take along</Trans>
      </Menu.Label>
      {onPost && (
        <Menu.Item leftSection={<IconMessages size={14} />} onClick={() => onTask('post')}>
          <Trans>The post and its comments</Trans>
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconHelpCircle size={14} />} onClick={() => onTask('why')}>
        <Trans>Why is it like this?</Trans>
      </Menu.Item>
      <Menu.Item leftSection={<IconPrinter size={14} />} onClick={() => onTask('take')}>
        <Trans>Print or export…</Trans>
      </Menu.Item>
      <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => void navigator.clipboard.writeText(`${location.origin}/inbox/all/${ticket.id}`).then(() => toast(t`Link copied`))}>
        <Trans>Copy the link</Trans>
      </Menu.Item>
      <Menu.Divider />
      {ticket.status === 'spam' ? (
        <Menu.Item leftSection={<IconArrowBackUp size={14} />} onClick={() => update(ticket, { status: 'open' })}>
          <Trans>Not spam</Trans>
        </Menu.Item>
      ) : (
        <Menu.Item leftSection={<IconAlertOctagon size={14} />} onClick={() => undoable(ticket, { status: 'spam' }, t`marked as spam`)}>
          <Trans>Mark as spam</Trans>
        </Menu.Item>
      )}
    </>
  );
}
