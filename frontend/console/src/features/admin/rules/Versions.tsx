import { t } from '@lingui/core/macro';
import { Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ActionForms, ConditionField, Rule, RuleVersion } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { useUsers } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import { VersionList } from '../VersionList';
import { revertRule, rulesQuery, versionsQuery } from './calls';
import s from './Rules.module.css';
import { summary } from './words';

/** Everything that the rule ever said, with what changed each time and the way back. */
export function Versions({ rule, forms, fields, onReverted }: { rule: Rule; forms: ActionForms; fields: readonly ConditionField[]; onReverted: (rule: Rule) => void }) {
  const client = useQueryClient();
  const users = useUsers();
  const { data: versions, error } = useQuery({ ...versionsQuery(rule.id), refetchOnMount: 'always' });
  const revert = useMutation({
    mutationFn: (number: number) => revertRule(rule.id, number),
    onSuccess: (row, number) => {
      client.setQueryData(rulesQuery.queryKey, (old) => old?.map((one) => (one.id === row.id ? row : one)));
      void client.invalidateQueries({ queryKey: ['rules', rule.id] });
      toast(t`The rule says again what it said in version ${number}`);
      onReverted(row);
    },
    onError: (problem) => toastError(problem, t`Not changed`),
  });
  const lines = (version: RuleVersion): [string, string][] => {
    const { when, condition, then } = summary(version, forms, fields);
    return [
      [t({ message: 'When', context: 'a rule: when this happens' }), when],
      [t`and`, condition],
      [t`do`, then],
      [t`then`, version.stop ? t`stop there` : t`go on with the next rule`],
    ];
  };
  if (!versions) return error ? <p role="alert">{explain(error)}</p> : <Skeleton height={120} radius="md" />;
  return (
    <VersionList
      revert={revert}
      versions={versions.map((version, n) => {
        const before = versions[n + 1] ? lines(versions[n + 1]!) : null;
        return {
          number: version.number,
          at: version.created_at,
          by: version.created_by_id === null ? null : (users.get(version.created_by_id)?.name ?? t`somebody`),
          said: (
            <dl className={s.lines}>
              {lines(version).map(([word, text], at) => {
                const old = before?.[at]?.[1];
                return (
                  <div key={word}>
                    <dt>{word}</dt>
                    <dd>
                      {old !== undefined && old !== text && <del>{old}</del>}
                      {old !== undefined && old !== text ? <ins>{text}</ins> : text}
                    </dd>
                  </div>
                );
              })}
            </dl>
          ),
        };
      })}
    />
  );
}
