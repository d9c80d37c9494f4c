import { Button, Modal, MultiSelect, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

import { usersQuery } from '../../../api/queries';
import type { Role } from '../../../api/types';
import { useTeams, useUsers } from '../../../ui/names';
import { toast } from '../../../ui/toast';
import { ROLE } from '../../../ui/words';
import s from '../Admin.module.css';
import { Problem, refusals } from '../Section';
import { createToken, tokensQuery } from './calls';

export function TokenForm({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const people = [...useUsers().values()].filter((user) => user.active).map((user) => ({ value: String(user.id), label: user.name }));
  const teams = [...useTeams().values()].map((team) => ({ value: String(team.id), label: team.name }));
  const [whose, setWhose] = useState<'program' | 'person'>('program');
  const [name, setName] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  const [role, setRole] = useState<Role>('agent');
  const [member, setMember] = useState<string[]>([]);
  const [days, setDays] = useState<number | string>('');
  const make = useMutation({
    mutationFn: () => createToken({ name: name.trim(), ...(whose === 'person' ? { user_id: Number(person) } : { role, team_ids: member.map(Number) }), ...(days ? { days: Number(days) } : {}) }),
    onSuccess: () => {
      for (const query of [tokensQuery, usersQuery]) void client.invalidateQueries({ queryKey: query.queryKey });
    },
  });
  const errors = refusals(make.error);
  const secret = make.data?.token;
  return (
    <Modal opened onClose={onClose} title={t`New token`} size={520} closeOnClickOutside={!secret} closeButtonProps={{ 'aria-label': t`Close` }}>
      {secret ? (
        <div className={s.form}>
          <p role="status">
            <Trans>Copy it now and give it to the program. It is shown this once and kept nowhere; if it gets lost, make another one.</Trans>
          </p>
          <div className={s.link}>
            <code>{secret}</code>
            <Button variant="default" leftSection={<IconCopy size={14} />} onClick={() => void navigator.clipboard.writeText(secret).then(() => toast(t`Token copied`))}>
              <Trans>Copy</Trans>
            </Button>
          </div>
          <p>
            <Trans>
              The program sends it with every request: <code>Authorization: Bearer …</code>
            </Trans>
          </p>
          <div className={s.actions}>
            <Button onClick={onClose}>
              <Trans>I have copied it</Trans>
            </Button>
          </div>
        </div>
      ) : (
        <form
          className={s.form}
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <TextInput label={t`What it is for`} placeholder={t`Shop system`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus dir="auto" />
          <SegmentedControl
            aria-label={t`Whose rights it has`}
            value={whose}
            onChange={(next) => setWhose(next as 'program' | 'person')}
            data={[
              { value: 'program', label: t`A program of its own` },
              { value: 'person', label: t`A person` },
            ]}
          />
          {whose === 'person' ? (
            <Select label={t`Whose rights it has`} description={t`It ends when this person is locked out or changes their password.`} data={people} value={person} onChange={setPerson} error={errors.user_id} searchable required />
          ) : (
            <div className={s.pair}>
              <Select label={t`Role`} description={t`An agent sees the channels of its teams.`} data={(Object.keys(ROLE) as Role[]).map((value) => ({ value, label: ROLE[value] }))} value={role} onChange={(next) => next && setRole(next as Role)} error={errors.role} allowDeselect={false} />
              <MultiSelect label={t`Teams`} description={t`What it answers appears under its name.`} data={teams} value={member} onChange={setMember} error={errors.team_ids} />
            </div>
          )}
          <NumberInput label={t`Ends after days`} description={t`Empty: it works until somebody ends it.`} value={days} onChange={setDays} error={errors.days} min={1} max={3650} allowDecimal={false} />
          <Problem error={make.error} shown={['name', 'user_id', 'role', 'team_ids', 'days']} />
          <div className={s.actions}>
            <Button type="submit" loading={make.isPending}>
              <Trans>Make the token</Trans>
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
