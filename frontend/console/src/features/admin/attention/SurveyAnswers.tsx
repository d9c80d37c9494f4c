import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { type GroupOpinions, type Survey, surveyAnswersQuery } from '../../../api/attention';
import { explain } from '../../../api/http';
import { ago, serverNow } from '../../../lib/clock';
import { SIGNS, said } from '../../../ui/scales';
import s from '../Admin.module.css';
import own from './Surveys.module.css';

const share = (part: number, whole: number): string => (whole ? `${Math.round((100 * part) / whole)} %` : '–');

export function SurveyAnswers({ survey, onClose }: { survey: Survey; onClose: () => void }) {
  const { data, error } = useQuery({ ...surveyAnswersQuery(survey.id), refetchOnMount: 'always' });
  const figures = data?.figures;
  return (
    <Modal opened onClose={onClose} title={t`Answers: ${survey.name}`} size={720}>
      {error ? (
        <p role="alert">{explain(error)}</p>
      ) : !data || !figures ? (
        <Skeleton height={160} />
      ) : figures.answered === 0 ? (
        <p className={s.empty}>{figures.asked ? t`${figures.asked} were asked; nobody has answered yet.` : t`Nobody was asked yet. Customers are asked once a ticket of theirs was solved.`}</p>
      ) : (
        <div className={own.answers}>
          <dl className={own.figures}>
            <div>
              <dt><Trans>Good</Trans></dt>
              <dd className="num">{share(figures.good, figures.answered)}</dd>
            </div>
            <div>
              <dt><Trans>Answers</Trans></dt>
              <dd className="num">{figures.answered}</dd>
            </div>
            <div>
              <dt><Trans>Of those asked</Trans></dt>
              <dd className="num">{share(figures.answered, figures.asked)}</dd>
            </div>
            <div>
              <dt><Trans>On average</Trans></dt>
              <dd className="num"><Trans>{figures.average?.toFixed(1)} of 5</Trans></dd>
            </div>
          </dl>
          <Groups title={t`By team`} groups={figures.teams} />
          <Groups title={t`By person who solved it`} groups={figures.agents} />
          <section>
            <h3><Trans>Newest</Trans></h3>
            <ul className={own.said}>
              {data.results.map((one) => (
                <li key={one.id}>
                  <span className={own.sign} title={said(one.scale, one.score ?? 0)}>
                    {SIGNS[one.scale][one.score ?? 0]}
                    <span className="sr-only">{said(one.scale, one.score ?? 0)}</span>
                  </span>
                  <div>
                    {one.comment && <p dir="auto">{one.comment}</p>}
                    <small>
                      {one.customer.name || t`A customer`} ·{' '}
                      <Link to="/inbox/$view/$ticketId" params={{ view: 'all', ticketId: String(one.ticket.id) }} onClick={onClose}>
                        {one.ticket.reference}
                      </Link>
                      {one.agent && <> · {t`solved by ${one.agent.name}`}</>} · {ago(one.answered_at ?? one.asked_at, serverNow())}
                    </small>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </Modal>
  );
}

function Groups({ title, groups }: { title: string; groups: readonly GroupOpinions[] }) {
  if (!groups.length) return null;
  return (
    <section>
      <h3>{title}</h3>
      <table className={s.table}>
        <thead>
          <tr>
            <th scope="col"><Trans>Name</Trans></th>
            <th scope="col"><Trans>Good</Trans></th>
            <th scope="col"><Trans>Average</Trans></th>
            <th scope="col"><Trans>Answers</Trans></th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.id}>
              <th scope="row">{group.name}</th>
              <td className="num">{share(group.good, group.answered)}</td>
              <td className="num">{group.average?.toFixed(1)}</td>
              <td className="num">{group.answered}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
