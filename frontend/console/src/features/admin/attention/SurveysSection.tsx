import { plural, t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconMoodSmile } from '@tabler/icons-react';
import { useState } from 'react';

import { changeSurvey, type Survey, surveysQuery } from '../../../api/attention';
import { toastError } from '../../../ui/toast';
import s from '../Admin.module.css';
import { Section } from '../Section';
import { SurveyAnswers } from './SurveyAnswers';
import { SurveyForm } from './SurveyForm';
import own from './Surveys.module.css';

export default function SurveysSection() {
  const { data: surveys, error } = useQuery({ ...surveysQuery, refetchOnMount: 'always' });
  const [editing, setEditing] = useState<Survey | 'new' | null>(null);
  const [reading, setReading] = useState<Survey | null>(null);
  const client = useQueryClient();
  const turn = useMutation({
    mutationFn: (survey: Survey) => changeSurvey(survey.id, { active: !survey.active }),
    onSuccess: () => client.invalidateQueries({ queryKey: surveysQuery.queryKey }),
    onError: (failure) => toastError(failure, t`Not changed`),
  });
  return (
    <Section
      title={t`Surveys`}
      about={t`Asks customers how it was, some time after their ticket was solved: by mail with one click per answer, elsewhere by a short message with a link. Nobody is asked twice about a ticket, and whoever does not want to be asked is left alone.`}
      add={{ label: t`New survey`, run: () => setEditing('new') }}
      error={error}
      pending={!surveys}
    >
      {surveys?.length === 0 && <p className={s.empty}><Trans>No survey yet. Make one, look at it, then switch it on.</Trans></p>}
      {surveys && surveys.length > 0 && (
        <ul className={s.list}>
          {surveys.map((survey) => (
            <li key={survey.id} className={`${s.row} ${own.survey}`}>
              <IconMoodSmile size={18} aria-hidden />
              <span className={s.what}>
                <b>{survey.name}</b>
                <small>{survey.question}</small>
              </span>
              <span className={s.tag}>{survey.answered === 0 ? (survey.asked ? t`${survey.asked} asked, no answer yet` : t`Nobody asked yet`) : t`${Math.round((100 * survey.good) / survey.answered)} % good of ${plural(survey.answered, { one: '# answer', other: '# answers' })}`}</span>
              <Button variant="default" onClick={() => setReading(survey)}>
                <Trans>Answers</Trans>
              </Button>
              <Button variant="default" onClick={() => setEditing(survey)}>
                <Trans>Edit</Trans>
              </Button>
              <Switch aria-label={t`Ask with ${survey.name}`} checked={survey.active} disabled={turn.isPending} onChange={() => turn.mutate(survey)} />
            </li>
          ))}
        </ul>
      )}
      {editing !== null && <SurveyForm survey={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {reading && <SurveyAnswers survey={reading} onClose={() => setReading(null)} />}
    </Section>
  );
}
