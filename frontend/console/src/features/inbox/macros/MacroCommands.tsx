import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';

import { macrosQuery } from '../../../api/answers';
import { useCommands } from '../../../lib/commands';

/** Every macro as a line of the palette. */
export default function MacroCommands({ onRun }: { onRun: (id: number) => void }) {
  const { data } = useQuery(macrosQuery);
  useCommands((data ?? []).map((macro) => ({ id: `macro-${macro.id}`, label: macro.name, group: t`Macros`, run: () => onRun(macro.id) })));
  return null;
}
