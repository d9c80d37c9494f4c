import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Organisation } from '../../../api/types';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { changeOrganisation, readOrganisation } from '../calls';
import { FormActions } from '../FormActions';
import { Problem, Section } from '../Section';
import { room } from './sentences';

const CAPACITY = 25; // of a new person

export function Weights() {
  const { data, error } = useQuery({ queryKey: ['organisation'], queryFn: readOrganisation });
  return (
    <Section part title={t`How much a ticket takes`} about={t`A person's capacity is counted in mails and set under People. Here you say how many mails one chat or one comment is worth.`} error={error} pending={!data}>
      {data && <WeightsForm organisation={data} />}
    </Section>
  );
}

function WeightsForm({ organisation }: { organisation: Organisation }) {
  const client = useQueryClient();
  const [chat, setChat] = useState<number | string>(organisation.work_weights.chat / 100);
  const [comment, setComment] = useState<number | string>(organisation.work_weights.comment / 100);
  const weights = { chat: Math.round(Number(chat) * 100), mail: organisation.work_weights.mail, comment: Math.round(Number(comment) * 100) };
  const save = useMutation({
    mutationFn: () => changeOrganisation({ work_weights: weights }),
    onSuccess: (next) => {
      client.setQueryData(['organisation'], next);
      toast(t`Saved`);
    },
  });
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className={s.pair}>
        <NumberInput label={t`One chat counts as so many mails`} description={t`A chat whose customer is silent for ten minutes counts a third.`} value={chat} onChange={setChat} min={0} max={100} step={0.5} decimalScale={2} />
        <NumberInput label={t`One public comment counts as so many mails`} description={t`For example 0.33: three comments are one mail.`} value={comment} onChange={setComment} min={0} max={100} step={0.1} decimalScale={2} />
      </div>
      <p role="status">
        <Trans>Somebody with a capacity of {CAPACITY} has room for <b>{room(CAPACITY, weights)}</b> at a time.</Trans>
      </p>
      <Problem error={save.error} shown={[]} />
      <FormActions save={save} />
    </form>
  );
}
