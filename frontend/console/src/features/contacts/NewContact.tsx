import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { createContact } from '../../api/customers';
import { ApiError, explain } from '../../api/http';
import { networkOf } from '../../ui/networks';

interface Props {
  networks: readonly string[];
  onClose: () => void;
  onMade: (id: number) => void;
}

/** Somebody who has not written yet. */
export function NewContact({ networks, onClose, onMade }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [network, setNetwork] = useState<string | null>(networks[0] ?? null);
  const [handle, setHandle] = useState('');
  const make = useMutation({
    mutationFn: () => createContact({ name: name.trim(), ...(network && handle.trim() ? { identities: [{ network, handle }] } : {}) }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['people'] });
      onClose();
      onMade(made.id);
    },
  });
  const held = make.error instanceof ApiError ? make.error.data.contact_id : undefined;
  return (
    <Modal opened onClose={onClose} title={t`New customer`} size={440}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
        style={{ display: 'grid', gap: 12 }}
      >
        <TextInput label={t`Name`} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={200} required data-autofocus />
        <Select label={t`Network`} data={networks.map((value) => ({ value, label: networkOf(value).label }))} value={network} onChange={setNetwork} allowDeselect={false} />
        <TextInput label={t`Address, number or handle`} description={t`May be left empty.`} value={handle} onChange={(event) => setHandle(event.currentTarget.value)} maxLength={320} dir="ltr" />
        {make.error && <p role="alert">{explain(make.error)}</p>}
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, flexWrap: 'wrap' }}>
          {typeof held === 'number' && (
            <Button
              variant="light"
              onClick={() => {
                onClose();
                onMade(held);
              }}
            >
              <Trans>Show who has it</Trans>
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={make.isPending}>
            <Trans>Add</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
