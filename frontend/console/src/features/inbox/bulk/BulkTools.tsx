import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Menu, Popover, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBolt, IconCircleDot, IconFlag, IconTag, IconUserPlus, IconUsersGroup, type Icon } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

import { type BulkChangesRequest, type Macro, macrosQuery } from '../../../api/answers';
import { explain } from '../../../api/http';
import { labelsQuery } from '../../../api/tickets';
import type { Priority, TicketStatus } from '../../../api/types';
import { Avatar } from '../../../ui/Avatar';
import { useMe, useTeams, useUsers } from '../../../ui/names';
import { PRIORITY, STATUS } from '../../../ui/words';
import s from './Bulk.module.css';

interface Props {
  busy: boolean;
  onChange: (changes: BulkChangesRequest) => void;
  onMacro: (macro: Macro) => void;
}
const STATUSES: readonly TicketStatus[] = ['open', 'waiting_customer', 'on_hold', 'solved', 'spam'];

/** One menu for each thing that can be changed on many tickets. */
export function BulkTools({ busy, onChange, onMacro }: Props) {
  const me = useMe();
  const users = [...useUsers().values()].filter((user) => user.active).sort((a, b) => Number(b.id === me.id) - Number(a.id === me.id) || a.name.localeCompare(b.name));
  const teams = [...useTeams().values()];
  const { data: macros, error } = useQuery(macrosQuery);
  return (
    <div className={s.tools}>
      <Tool label={t`Status`} Icon={IconCircleDot} busy={busy}>
        {STATUSES.map((status) => (
          <Menu.Item key={status} onClick={() => onChange({ status })}>
            {STATUS[status]}
          </Menu.Item>
        ))}
      </Tool>
      <Tool label={t`Priority`} Icon={IconFlag} busy={busy}>
        {(Object.keys(PRIORITY) as Priority[]).map((priority) => (
          <Menu.Item key={priority} onClick={() => onChange({ priority })}>
            {PRIORITY[priority]}
          </Menu.Item>
        ))}
      </Tool>
      <Tool label={t`Assign`} Icon={IconUserPlus} busy={busy}>
        {users.map((user) => (
          <Menu.Item key={user.id} leftSection={<Avatar name={user.name} size={20} />} onClick={() => onChange({ assignee_id: user.id })}>
            {user.id === me.id ? t`${user.name} (me)` : user.name}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onChange({ assignee_id: null })}><Trans>Nobody</Trans></Menu.Item>
      </Tool>
      <Tool label={t`Team`} Icon={IconUsersGroup} busy={busy}>
        {teams.map((team) => (
          <Menu.Item key={team.id} onClick={() => onChange({ team_id: team.id })}>
            {team.name}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onChange({ team_id: null })}><Trans>No team</Trans></Menu.Item>
      </Tool>
      <Labels busy={busy} onChange={onChange} />
      <Tool label={t`Macro`} Icon={IconBolt} busy={busy}>
        {macros?.map((macro) => (
          <Menu.Item key={macro.id} onClick={() => onMacro(macro)}>
            {macro.name}
          </Menu.Item>
        ))}
        {!macros?.length && <Menu.Label>{error ? explain(error) : macros ? t`No macro yet. An admin makes them under Administration, Macros.` : t`Loading…`}</Menu.Label>}
      </Tool>
    </div>
  );
}

function Tool({ label, Icon, busy, children }: { label: string; Icon: Icon; busy: boolean; children: ReactNode }) {
  return (
    <Menu position="top" width={230}>
      <Menu.Target>
        <button type="button" disabled={busy}>
          <Icon size={17} stroke={1.7} aria-hidden />
          {label}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="50dvh" style={{ overflowY: 'auto' }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

function Labels({ busy, onChange }: Pick<Props, 'busy' | 'onChange'>) {
  const [open, setOpen] = useState(false);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const { data: known } = useQuery({ ...labelsQuery, enabled: open });
  const names = known?.filter((label) => !label.archived).map((label) => label.name) ?? [];
  return (
    <Popover opened={open} onChange={setOpen} position="top" trapFocus withRoles={false}>
      <Popover.Target>
        <button type="button" disabled={busy} aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconTag size={17} stroke={1.7} aria-hidden />
          <Trans>Labels</Trans>
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t`Labels`}>
        <form
          className={s.labels}
          onSubmit={(event) => {
            event.preventDefault();
            setOpen(false);
            onChange({ ...(add.length ? { add_labels: add } : {}), ...(remove.length ? { remove_labels: remove } : {}) });
          }}
        >
          <TagsInput label={t`Add`} data={names} limit={50} comboboxProps={{ withinPortal: false }} placeholder={t`Type a label, then Enter`} value={add} onChange={setAdd} splitChars={[',']} acceptValueOnBlur maxTags={20} data-autofocus />
          <TagsInput label={t`Remove`} data={names} limit={50} comboboxProps={{ withinPortal: false }} placeholder={t`Type a label, then Enter`} value={remove} onChange={setRemove} splitChars={[',']} acceptValueOnBlur maxTags={20} />
          <Button type="submit" disabled={!add.length && !remove.length}>
            <Trans>Change the labels</Trans>
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
