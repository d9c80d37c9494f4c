import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Modal, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Panel } from '../../../api/customers';
import { FormActions } from '../FormActions';
import { Problem, refusals } from '../Section';
import { changePanel, createPanel, deletePanel, newSecret, panelsQuery, variablesQuery } from './calls';
import { Trial } from './Trial';

interface Props {
  panel: Panel | null;
  onClose: () => void;
  onSecret: (secret: string) => void;
}

export function PanelForm({ panel, onClose, onSecret }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data: variables = [] } = useQuery(variablesQuery);
  const [kind, setKind] = useState<'link' | 'frame'>(panel?.kind ?? 'link');
  const [name, setName] = useState(panel?.name ?? '');
  const [address, setAddress] = useState(panel?.url_template ?? '');
  const [height, setHeight] = useState(panel?.height ?? 320);
  const [atOnce, setAtOnce] = useState(panel?.open_at_once ?? false);
  const [active, setActive] = useState(panel?.active ?? true);
  const done = (secret = ''): void => {
    void client.invalidateQueries({ queryKey: panelsQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['panels'] });
    onClose();
    if (secret) onSecret(secret);
  };
  const values = { name, url_template: address, height, open_at_once: atOnce, active };
  const save = useMutation({ mutationFn: async () => (panel ? (await changePanel(panel.id, values), '') : (await createPanel({ ...values, kind })).secret), onSuccess: done });
  const remove = useMutation({ mutationFn: () => deletePanel(panel!.id), onSuccess: () => done() });
  const renew = useMutation({ mutationFn: () => newSecret(panel!.id), onSuccess: ({ secret }) => done(secret) });
  const wrong = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={panel ? panel.name : t`New panel`} size={600}>
      <form
        style={{ display: 'grid', gap: 14 }}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {!panel && <SegmentedControl aria-label={t`What it is`} data={[{ value: 'link', label: t`A link` }, { value: 'frame', label: t`A page in a frame` }]} value={kind} onChange={(value) => setKind(value as typeof kind)} />}
        <TextInput label={t`Name`} description={t`What your colleagues see.`} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={60} required error={wrong.name} data-autofocus />
        <Textarea label={t`Address`} description={t`Put what is different for each customer between double braces.`} placeholder="https://crm.example/search?q={{ contact.email }}" value={address} onChange={(event) => setAddress(event.currentTarget.value)} maxLength={1000} autosize minRows={2} required error={wrong.url_template} dir="ltr" />
        <Trial kind={kind} address={address} />
        <details>
          <summary>
            <Trans>What may stand between the braces</Trans>
          </summary>
          <ul style={{ margin: '6px 0 0', fontSize: 12.5, lineHeight: 1.7 }}>
            {variables.map((variable) => (
              <li key={variable.name}>
                <code>{`{{ ${variable.name} }}`}</code> {variable.about}
              </li>
            ))}
          </ul>
        </details>
        {kind === 'frame' && (
          <>
            <NumberInput label={t`Height`} description={t`In pixels; the page may ask for more.`} value={height} onChange={(value) => setHeight(Number(value))} min={80} max={2000} error={wrong.height} />
            <Checkbox label={t`Open with every ticket`} description={t`Else nothing of it is loaded before somebody opens it.`} checked={atOnce} onChange={(event) => setAtOnce(event.currentTarget.checked)} />
          </>
        )}
        <Checkbox label={t`In use`} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
        <Problem error={save.error ?? remove.error ?? renew.error} shown={['name', 'url_template', 'height']} />
        <FormActions save={save} remove={panel ? remove : null}>
          {panel?.kind === 'frame' && (
            <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
              <Trans>New secret</Trans>
            </Button>
          )}
        </FormActions>
      </form>
    </Modal>
  );
}
