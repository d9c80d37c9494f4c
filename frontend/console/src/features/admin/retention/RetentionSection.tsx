import { Button, NumberInput, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { msg } from '@lingui/core/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Retention, RetentionRule } from '../../../api/generated/types.gen';
import { formatDate, formatNumber } from '../../../lib/format';
import { spoken } from '../../../lib/language';
import { toast } from '../../../ui/toast';
import s from '../Admin.module.css';
import { Problem, Section } from '../Section';
import { changeRetention, previewQuery, retentionQuery, type Rule } from './calls';

const RULES: readonly Rule[] = ['spam_days', 'closed_days', 'raw_days', 'notification_days', 'audit_days'];
const USUAL: Record<Rule, number> = { spam_days: 30, closed_days: 730, raw_days: 90, notification_days: 90, audit_days: 730 };
const NAME = spoken<Rule>({ spam_days: msg`Remove spam`, closed_days: msg`Remove closed tickets`, raw_days: msg`Remove messages as they came`, notification_days: msg`Remove old notifications`, audit_days: msg`Remove old entries of the audit` });
const ABOUT = spoken<Rule>({
  spam_days: msg`Tickets marked as spam, with every word and file in them, so many days after their last message.`,
  closed_days: msg`Closed tickets with all messages, notes, files and the customers who have no other ticket. Only the figures stay: how many there were and whether promises were kept.`,
  raw_days: msg`The mails, forms and calls of networks as they arrived, beside the messages that were made of them. The messages and their files stay; only “the mail as it came” is missing from exports.`,
  notification_days: msg`What stands under the bell. Nobody's work is lost with it.`,
  audit_days: msg`Who changed which setting, and who signed in. Some laws ask you to keep this for years.`,
});

export default function RetentionSection() {
  const { t } = useLingui();
  const { data, error } = useQuery(retentionQuery);
  return (
    <Section title={t`Retention`} about={t`How long things are kept. What a rule removes is gone for good, from backups as soon as these are replaced. Tickets and customers with the label “legal-hold” are never touched.`} error={error} pending={!data}>
      {data && <Rules key={data.rules.map((rule) => rule.days).join()} retention={data} />}
      {data && <Removals retention={data} />}
    </Section>
  );
}

function Rules({ retention }: { retention: Retention }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [days, setDays] = useState(() => Object.fromEntries(retention.rules.map((rule) => [rule.rule, rule.days])) as Record<Rule, number>);
  const [wanted] = useDebouncedValue(days, 300);
  const preview = useQuery({ ...previewQuery(wanted), placeholderData: (old: RetentionRule[] | undefined) => old });
  const [sure, setSure] = useState(false);
  const save = useMutation({
    mutationFn: () => changeRetention(days),
    onSuccess: (next) => {
      client.setQueryData(retentionQuery.queryKey, next);
      toast(t`Saved`);
    },
  });
  const found = preview.data ?? retention.rules;
  const loses = found.some((rule) => rule.would_remove > 0 && rule.days !== retention.rules.find((one) => one.rule === rule.rule)?.days);
  return (
    <form
      className={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (loses && !sure) setSure(true);
        else save.mutate();
      }}
    >
      {RULES.map((rule) => {
        const now = found.find((one) => one.rule === rule);
        const on = days[rule] > 0;
        const change = (value: number): void => (setSure(false), setDays({ ...days, [rule]: value }));
        return (
          <fieldset key={rule}>
            <Switch label={NAME[rule]} description={ABOUT[rule]} checked={on} onChange={(event) => change(event.currentTarget.checked ? USUAL[rule] : 0)} />
            {on && (
              <>
                <NumberInput label={t`After so many days`} aria-label={`${NAME[rule]}: ${t`After so many days`}`} value={days[rule]} onChange={(value) => change(Math.max(1, Number(value) || 1))} min={1} max={36500} allowDecimal={false} maw={200} />
                {now && (
                  <p role="status">
                    <WouldRemove rule={rule} number={now.would_remove} /> {now.held > 0 && <Plural value={now.held} one="# more is held by its label." other="# more are held by their label." />}
                  </p>
                )}
              </>
            )}
          </fieldset>
        );
      })}
      <Problem error={save.error ?? preview.error} shown={[]} />
      <div className={s.actions}>
        <Button type="submit" color={sure ? 'red' : undefined} loading={save.isPending}>
          {sure ? <Trans>Yes, remove them for good</Trans> : <Trans>Save</Trans>}
        </Button>
      </div>
    </form>
  );
}

function WouldRemove({ rule, number }: { rule: Rule; number: number }) {
  switch (rule) {
    case 'spam_days':
      return <Plural value={number} _0="Would remove no spam ticket now." one="Would remove # spam ticket now." other="Would remove # spam tickets now." />;
    case 'closed_days':
      return <Plural value={number} _0="Would remove no closed ticket now." one="Would remove # closed ticket now." other="Would remove # closed tickets now." />;
    case 'raw_days':
      return <Plural value={number} _0="Would remove none of them now." one="Would remove # of them now." other="Would remove # of them now." />;
    case 'notification_days':
      return <Plural value={number} _0="Would remove no notification now." one="Would remove # notification now." other="Would remove # notifications now." />;
    case 'audit_days':
      return <Plural value={number} _0="Would remove no entry now." one="Would remove # entry now." other="Would remove # entries now." />;
  }
}

function Removals({ retention }: { retention: Retention }) {
  return (
    <section className={s.part}>
      <h2>
        <Trans>What was removed</Trans>
      </h2>
      {retention.removals.length === 0 ? (
        <p className={s.empty}>
          <Trans>Nothing yet. Every pass that removes something is noted here, every five minutes at most.</Trans>
        </p>
      ) : (
        <div className={s.scroller}>
          <table className={s.table}>
            <thead>
              <tr>
                <th>
                  <Trans>When</Trans>
                </th>
                <th>
                  <Trans>Rule</Trans>
                </th>
                <th>
                  <Trans>Older than</Trans>
                </th>
                <th>
                  <Trans>Removed</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {retention.removals.map((one) => (
                <tr key={one.id}>
                  <td>{formatDate(one.started_at, 'yearMoment')}</td>
                  <td>{NAME[one.rule]}</td>
                  <td>
                    <Plural value={one.days} one="# day" other="# days" />
                  </td>
                  <td>{formatNumber(one.removed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
