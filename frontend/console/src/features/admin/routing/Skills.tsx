import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';

import type { Skill, User } from '../../../api/generated/types.gen';
import { useUsers } from '../../../ui/names';
import { toast, toastError } from '../../../ui/toast';
import s from '../Admin.module.css';
import { FormActions } from '../FormActions';
import { Problem, refusals, Section } from '../Section';
import { changeSkill, createSkill, deleteSkill, giveSkills, listSkills } from './calls';
import r from './Routing.module.css';

export const skillsQuery = { queryKey: ['skills'], queryFn: listSkills } as const;

/** Who can what, as a grid: one row a person, one column a skill. */
export function Skills() {
  const { data: skills, error } = useQuery(skillsQuery);
  const people = [...useUsers().values()].filter((user) => user.active).sort((a, b) => a.name.localeCompare(b.name));
  const [open, setOpen] = useState<Skill | 'new' | null>(null);
  return (
    <Section part title={t`Skills`} about={t`Tickets that need a skill go to people who have it. A language is one: it is noticed in what the customer writes. 1 is a little, 5 as well as anybody.`} add={{ label: t`New skill`, run: () => setOpen('new') }} error={error} pending={!skills}>
      {skills?.length === 0 && <p className={s.empty}><Trans>No skill yet. Add one such as German or Refunds, then say who has it.</Trans></p>}
      {skills && skills.length > 0 && (
        <div className={r.scroller} tabIndex={0} role="group" aria-label={t`Who has which skill`}>
          <table className={`${s.table} ${r.grid}`}>
            <thead>
              <tr>
                <th scope="col"><Trans>Person</Trans></th>
                {skills.map((skill) => (
                  <th key={skill.id} scope="col">
                    <button type="button" className={r.head} onClick={() => setOpen(skill)}>
                      {skill.name}
                      <IconPencil size={13} aria-label={t`Change this skill`} />
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Person key={person.id} person={person} skills={skills} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open !== null && <SkillForm skill={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function Person({ person, skills }: { person: User; skills: readonly Skill[] }) {
  const client = useQueryClient();
  const level = (skill: Skill): number => skill.people.find((one) => one.user_id === person.id)?.level ?? 0;
  const save = useMutation({
    mutationFn: ({ id, to }: { id: number; to: number }) => giveSkills(person.id, skills.map((skill) => ({ skill_id: skill.id, level: skill.id === id ? to : level(skill) })).filter((one) => one.level > 0)),
    onSuccess: (next) => client.setQueryData(skillsQuery.queryKey, next),
    onError: (error) => toastError(error, t`The skills of ${person.name} were not changed`),
  });
  return (
    <tr>
      <th scope="row">{person.name}</th>
      {skills.map((skill) => (
        <td key={skill.id}>
          <select className={r.level} data-none={level(skill) === 0 || undefined} aria-label={`${person.name}: ${skill.name}`} value={save.isPending && save.variables.id === skill.id ? save.variables.to : level(skill)} disabled={save.isPending} onChange={(event) => save.mutate({ id: skill.id, to: Number(event.currentTarget.value) })}>
            <option value={0}>–</option>
            {[1, 2, 3, 4, 5].map((number) => (
              <option key={number} value={number}>
                {number}
              </option>
            ))}
          </select>
        </td>
      ))}
    </tr>
  );
}

function SkillForm({ skill, onClose }: { skill: Skill | null; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(skill?.name ?? '');
  const [language, setLanguage] = useState(skill?.language ?? '');
  const done = (words: string) => (): void => {
    void client.invalidateQueries({ queryKey: skillsQuery.queryKey });
    toast(words);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), language: language.trim().toLowerCase() };
      return skill ? changeSkill(skill.id, body) : createSkill(body);
    },
    onSuccess: done(t`Skill saved`),
  });
  const remove = useMutation({ mutationFn: () => deleteSkill(skill!.id), onSuccess: done(t`Skill removed`) });
  const errors = refusals(save.error);
  return (
    <Modal opened onClose={onClose} title={skill?.name ?? t`New skill`} size={440}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput label={t`Name`} description={t`As people say it: German, Refunds, Coffee machines.`} value={name} onChange={(event) => setName(event.currentTarget.value)} error={errors.name} required maxLength={60} data-autofocus />
        <TextInput label={t`Language code`} description={t`Only for a language: de for German, fr for French. Tickets in it then ask for this skill by themselves.`} value={language} onChange={(event) => setLanguage(event.currentTarget.value)} error={errors.language} maxLength={3} />
        <Problem error={save.error ?? remove.error} shown={['name', 'language']} />
        <FormActions save={save} remove={skill ? remove : null} words={{ remove: <Trans>Remove from everybody</Trans> }} />
      </form>
    </Modal>
  );
}
