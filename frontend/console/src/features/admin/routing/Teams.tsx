import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';

import { teamsQuery } from '../../../api/queries';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { sentences } from './sentences';
import { TeamForm } from './TeamForm';

export function Teams() {
  const { data: teams, error } = useQuery({ ...teamsQuery, refetchOnMount: 'always' });
  const [open, setOpen] = useState<number | null>(null);
  const name = (id: number): string => teams?.find((team) => team.id === id)?.name ?? t`another team`;
  const chosen = teams?.find((team) => team.id === open);
  return (
    <Section part title={t`How each team gets its work`} about={t`Nobody gets work while they are away or offline, or more than they have room for. Open a team to change what it does.`} error={error} pending={!teams}>
      {teams?.length === 0 && <p className={s.empty}><Trans>No team yet. Create one under Teams, then choose here how its tickets are given out.</Trans></p>}
      {teams && teams.length > 0 && (
        <ul className={s.list}>
          {teams.map((team) => (
            <li key={team.id}>
              <button type="button" className={s.row} onClick={() => setOpen(team.id)}>
                <IconUsersGroup size={18} aria-hidden />
                <span className={s.what}>
                  <b>{team.name}</b>
                  <small data-long>{sentences(team, name).join(' ')}</small>
                </span>
                <span className={s.tag}>{team.strategy === 'manual' ? t`By hand` : t`By itself`}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen && <TeamForm team={chosen} teams={teams ?? []} onClose={() => setOpen(null)} />}
    </Section>
  );
}
