/** Condition trees, as the server keeps them and as the screen shows them. */
import { t } from '@lingui/core/macro';
import type { ConditionField } from '../../../api/generated/types.gen';
import { formatList } from '../../../lib/format';

export type Tree = Record<string, unknown>;
export type How = 'all' | 'any' | 'none';
export interface Leaf {
  field: string;
  op: string;
  value?: unknown[];
}
export interface Group {
  how: How;
  parts: Node[];
}
export type Node = Leaf | Group;
export const HOW: Record<How, string> = { get all() { return t`all of these`; }, get any() { return t`any of these`; }, get none() { return t`none of these`; } };
export const CUSTOM = 'custom.';

export const isGroup = (node: Node): node is Group => 'how' in node;
const howOf = (tree: Tree): How | undefined => (['all', 'any', 'none'] as const).find((name) => name in tree);

function parseNode(tree: Tree): Node {
  const how = howOf(tree);
  if (how) return { how, parts: (tree[how] as Tree[]).map(parseNode) };
  const value = tree.value === undefined ? undefined : Array.isArray(tree.value) ? (tree.value as unknown[]) : [tree.value];
  return { field: String(tree.field), op: String(tree.op), ...(value ? { value } : {}) };
}
/** Always a group, so that there is one place to add to. */
export function parseTree(tree: Tree): Group {
  if (!Object.keys(tree).length) return { how: 'all', parts: [] };
  const node = parseNode(tree);
  return isGroup(node) ? node : { how: 'all', parts: [node] };
}
function writeNode(node: Node): Tree | null {
  if (!isGroup(node)) return { ...node };
  const parts = node.parts.map(writeNode).filter((part) => part !== null);
  return parts.length ? { [node.how]: parts } : null;
}
export const writeTree = (group: Group): Tree => writeNode(group) ?? {};

/** The field of a leaf; a custom field is any name, and words. */
export function fieldOf(name: string, fields: readonly ConditionField[]): ConditionField | undefined {
  const found = fields.find((field) => field.name === name);
  if (found || !name.startsWith(CUSTOM)) return found;
  const words = fields.find((field) => field.type === 'words' && !field.ops.some((op) => op.op === 'changed'));
  return words && { ...words, name, label: name.slice(CUSTOM.length) || t`a custom field`, group: t`Custom fields` };
}

/** In words: "Priority is High or Urgent and Labels contains vip"; nothing at all is "always". */
export function sentence(tree: Tree, fields: readonly ConditionField[]): string {
  const say = (node: Node, inside: boolean): string => {
    if (isGroup(node)) {
      const text = node.parts.map((part) => say(part, true)).join(node.how === 'all' ? ` ${t({ message: 'and', comment: 'between two conditions' })} ` : ` ${t({ message: 'or', comment: 'between two conditions' })} `);
      if (node.how === 'none') return t`none of (${text})`;
      return inside && node.parts.length > 1 ? `(${text})` : text;
    }
    const field = fieldOf(node.field, fields);
    const op = field?.ops.find((one) => one.op === node.op);
    const values = (node.value ?? []).map((value) => field?.choices?.find((choice) => choice.value === value)?.label ?? (value === true ? t`yes` : value === false ? t`no` : field?.type === 'number' ? String(value) : `“${String(value)}”`));
    return [field?.label ?? node.field, op?.label ?? node.op, formatList(values, 'or')].filter(Boolean).join(' ');
  };
  const group = parseTree(tree);
  return group.parts.length ? say(group, false) : t`always`;
}
