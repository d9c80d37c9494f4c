import { t } from '@lingui/core/macro';
import { Kbd, Modal } from '@mantine/core';
import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { listTickets } from '../api/calls';
import { keyCaps, useCommandList } from '../lib/commands';
import { releaseKeys } from '../lib/keys';
import { networkOf } from '../ui/networks';
import s from './Overlays.module.css';
import type { Overlay } from './Shell';

const Keys = ({ keys }: { keys: string }) => (
  <span className={s.keys}>
    {keyCaps(keys).map((cap, i) => (
      <Kbd key={i}>{cap}</Kbd>
    ))}
  </span>
);

/** The palette and the sheet of shortcuts: loaded when first asked for. */
export default function Overlays({ overlay, onClose }: { overlay: Exclude<Overlay, 'view'>; onClose: () => void }) {
  const [opener] = useState(() => document.activeElement);
  // Back to where one was, unless what was chosen has taken the focus elsewhere.
  useEffect(
    () => () => {
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
  if (overlay === 'palette') return <Palette onClose={onClose} />;
  return <Help onClose={onClose} />;
}

function Palette({ onClose }: { onClose: () => void }) {
  const commands = useCommandList();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [wanted] = useDebouncedValue(query.trim(), 150);
  const { data: found = [] } = useQuery({
    queryKey: ['palette', wanted],
    queryFn: async ({ signal }) => (await listTickets({ view: 'all', q: wanted }, null, signal)).results.slice(0, 8),
    enabled: wanted.length > 1,
    staleTime: 5000,
    gcTime: 60_000,
  });
  useEffect(() => spotlight.open(), []);
  const groups = [...new Set(commands.map((c) => c.group))];
  const actions: SpotlightActionGroupData[] = [
    {
      group: t`Tickets`,
      actions: (wanted.length > 1 ? found : []).map((ticket) => {
        const { Icon } = networkOf(ticket.contact.network);
        return {
          id: `ticket-${ticket.id}`,
          label: ticket.subject || t`No subject`,
          description: `${ticket.reference} · ${ticket.contact.name || ticket.contact.handle}`,
          keywords: [query],
          leftSection: <Icon size={16} stroke={1.7} />,
          onClick: () => void navigate({ to: '/inbox/$view/$ticketId', params: { view: 'all', ticketId: String(ticket.id) } }),
        };
      }),
    },
    ...groups.map((group) => ({
      group,
      actions: commands
        .filter((c) => c.group === group && c.id !== 'palette' && !c.disabled)
        .map((c) => ({ id: c.id, label: c.label, onClick: c.run, rightSection: c.keys ? <Keys keys={c.keys} /> : undefined })),
    })),
    {
      group: t`Search`,
      actions: query.trim()
        ? [{ id: 'search-all', label: t`Search all tickets for “${query.trim()}”`, keywords: [query], leftSection: <IconSearch size={16} />, onClick: () => void navigate({ to: '/inbox/$view', params: { view: 'all' }, search: { q: query.trim() } }) }]
        : [],
    },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      limit={14}
      maxHeight={440}
      scrollable
      highlightQuery
      transitionProps={{ duration: 0 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.32 }}
      nothingFound={t`No matches. Try a ticket number, a name or a command.`}
      attributes={{ content: { 'aria-label': t`Search or run a command` } }}
      // What was typed while it was on its way belongs to it, and ran no command.
      searchProps={{ onFocus: () => setQuery((typed) => releaseKeys().trim() + typed), leftSection: <IconSearch size={18} />, placeholder: t`Search tickets or run a command…`, 'aria-label': t`Search tickets or run a command` }}
      classNames={{ content: s.content!, action: s.action!, actionsGroup: s.group! }}
    />
  );
}

function Help({ onClose }: { onClose: () => void }) {
  const commands = useCommandList();
  const groups = [...new Set(commands.map((c) => c.group))];
  return (
    <Modal opened onClose={onClose} title={t`Keyboard shortcuts`} size={680}>
      <div className={s.sheet}>
        {groups.map((group) => {
          const listed = commands.filter((c) => c.group === group && c.keys);
          if (!listed.length) return null;
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {listed.map((c) => (
                  <div key={c.id}>
                    <dt>{c.label}</dt>
                    <dd>
                      <Keys keys={c.keys!} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
