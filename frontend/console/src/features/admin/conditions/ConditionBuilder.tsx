import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus, IconStack2 } from '@tabler/icons-react';

import type { ConditionField } from '../../../api/generated/types.gen';
import { explain } from '../../../api/http';
import { ConditionRow } from './ConditionRow';
import s from './Conditions.module.css';
import { conditionsQuery } from './queries';
import { type Group, HOW, type How, isGroup, type Node, parseTree, type Tree, writeTree } from './tree';

interface Props {
  /** As the server has it; {} holds always. */
  value: Tree;
  onChange: (tree: Tree) => void;
  /** Which fields can be asked for here; all of them by default. */
  allow?: (field: ConditionField) => boolean;
  /** What is said while there is no condition. */
  always?: string;
  error?: string | undefined;
}
const DEEPEST = 3;

/** Conditions as sentences: "all of these: Priority is High, Labels contains vip". */
export function ConditionBuilder({ value, onChange, allow, always = t`No condition: it holds for every ticket.`, error }: Props) {
  const { data, error: problem } = useQuery(conditionsQuery);
  if (!data) return problem ? <p role="alert">{explain(problem)}</p> : <Skeleton height={64} radius="md" />;
  const fields = allow ? data.filter(allow) : data;
  return (
    <div className={s.builder}>
      <GroupBox group={parseTree(value)} fields={fields} depth={1} always={always} onChange={(group) => onChange(writeTree(group))} />
      {error && (
        <p className={s.problem} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function GroupBox({ group, fields, depth, always, onChange, onRemove }: { group: Group; fields: readonly ConditionField[]; depth: number; always?: string; onChange: (group: Group) => void; onRemove?: () => void }) {
  const set = (parts: Node[]): void => onChange({ ...group, parts });
  const replace = (at: number, node: Node): void => set(group.parts.map((part, n) => (n === at ? node : part)));
  const remove = (at: number) => (): void => set(group.parts.filter((_, n) => n !== at));
  const first = fields[0]!;
  const leaf: Node = { field: first.name, op: first.ops[0]!.op, value: [] };
  const word = group.how === 'all' ? t`and` : t`or`;
  return (
    <div className={s.group} data-depth={depth} role="group" aria-label={t`Conditions: ${HOW[group.how]}`}>
      {group.parts.length === 0 && always && <p className={s.always}>{always}</p>}
      {(group.parts.length > 1 || group.how !== 'all' || depth > 1) && (
        <div className={s.how} role="radiogroup" aria-label={t`How many of them must hold`}>
          {(Object.keys(HOW) as How[]).map((how) => (
            <button key={how} type="button" role="radio" aria-checked={group.how === how} onClick={() => onChange({ ...group, how })}>
              {HOW[how]}
            </button>
          ))}
        </div>
      )}
      {group.parts.map((part, n) => (
        <div key={n} className={s.part}>
          <span className={s.word}>{n === 0 ? '' : word}</span>
          {isGroup(part) ? <GroupBox group={part} fields={fields} depth={depth + 1} onChange={(next) => replace(n, next)} onRemove={remove(n)} /> : <ConditionRow leaf={part} fields={fields} onChange={(next) => replace(n, next)} onRemove={remove(n)} />}
        </div>
      ))}
      <div className={s.adds}>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => set([...group.parts, leaf])}>
          <Trans>Add a condition</Trans>
        </Button>
        {depth < DEEPEST && group.parts.length > 0 && (
          <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconStack2 size={14} />} onClick={() => set([...group.parts, { how: group.how === 'any' ? 'all' : 'any', parts: [leaf] }])}>
            <Trans>Add a group</Trans>
          </Button>
        )}
        {onRemove && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={onRemove}>
            <Trans>Remove the group</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
