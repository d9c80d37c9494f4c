import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Modal, NumberInput, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { changeSurvey, createSurvey, type Scale, type Survey, surveysQuery } from '../../../api/attention';
import { SIGNS, said } from '../../../ui/scales';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { ConditionBuilder } from '../conditions/ConditionBuilder';
import type { Tree } from '../conditions/tree';
import { FormActions } from '../FormActions';
import { Problem, refusals } from '../Section';
import own from './Surveys.module.css';

const SCALES: { value: Scale; label: string }[] = [
  { value: 'faces', get label() { return t`Five faces`; } },
  { value: 'stars', get label() { return t`Five stars`; } },
  { value: 'thumbs', get label() { return t`Thumbs`; } },
];
const SHOWN = ['conditions', 'name', 'question', 'thanks', 'scale', 'wait', 'again_after_days'];

export function SurveyForm({ survey, onClose }: { survey: Survey | null; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(survey?.name ?? '');
  const [question, setQuestion] = useState(survey?.question ?? t`How did we do?`);
  const [thanks, setThanks] = useState(survey?.thanks ?? '');
  const [scale, setScale] = useState<Scale>(survey?.scale ?? 'faces');
  const [hours, setHours] = useState<number | string>((survey?.wait ?? 3600) / 3600);
  const [days, setDays] = useState<number | string>(survey?.again_after_days ?? 30);
  const [conditions, setConditions] = useState<Tree>((survey?.conditions ?? {}) as Tree);
  const [active, setActive] = useState(survey?.active ?? false);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), question: question.trim(), thanks: thanks.trim(), scale, wait: Math.round(Number(hours) * 3600), again_after_days: Number(days), conditions, active };
      return survey ? changeSurvey(survey.id, body) : createSurvey(body);
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: surveysQuery.queryKey });
      toast(t`Survey saved`);
      onClose();
    },
  });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={survey?.name ?? t`New survey`} size={640}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Name`} description={t`Only colleagues see it.`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={80} data-autofocus />
        <TextInput label={t`Question`} description={t`In the language of your customers.`} value={question} onChange={(event) => setQuestion(event.currentTarget.value)} error={errors.question} required maxLength={300} />
        <div>
          <SegmentedControl aria-label={t`Answers`} data={SCALES} value={scale} onChange={(value) => setScale(value as Scale)} fullWidth />
          <div className={own.preview} aria-label={t`What the customer sees`}>
            <b dir="auto">{question || '…'}</b>
            <div>
              {Object.entries(SIGNS[scale]).map(([score, sign]) => (
                <span key={score} title={said(scale, Number(score))}>
                  {sign}
                </span>
              ))}
            </div>
          </div>
        </div>
        <Textarea label={t`Thanks`} description={t`Shown after the answer. Empty: “Thank you. This helps us.”`} value={thanks} onChange={(event) => setThanks(event.currentTarget.value)} error={errors.thanks} maxLength={300} autosize minRows={1} maxRows={4} />
        <div className={s.pair}>
          <NumberInput label={t`Ask so many hours after solving`} value={hours} onChange={setHours} error={errors.wait} min={0} max={720} decimalScale={2} required />
          <NumberInput label={t`Ask the same person again after days`} value={days} onChange={setDays} error={errors.again_after_days} min={0} max={3650} allowDecimal={false} required />
        </div>
        <fieldset>
          <legend><Trans>Which tickets</Trans></legend>
          <ConditionBuilder value={conditions} onChange={setConditions} allow={(field) => !/^(event|sla|message|survey)[.]/.test(field.name)} always={t`Every ticket that is solved.`} error={errors.conditions} />
        </fieldset>
        <Switch label={t`Switched on: ask from now on`} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
        <Problem error={save.error} shown={SHOWN} />
        <FormActions save={save} />
      </form>
    </Modal>
  );
}
