/** How work is given out, as admins set and try it. */
import * as sdk from '../../../api/generated/sdk.gen';
import type * as G from '../../../api/generated/types.gen';
import { answer, strict } from '../../../api/http';

const skill = (skill_id: number) => ({ ...strict, path: { skill_id } });
export const listSkills = async () => (await answer(sdk.skillsList(strict))).results;
export const createSkill = (body: G.NewSkillRequest) => answer(sdk.skillsCreate({ ...strict, body }));
export const changeSkill = (id: number, body: G.SkillChangesRequest) => answer(sdk.skillsUpdate({ ...skill(id), body }));
export const deleteSkill = (id: number) => answer(sdk.skillsDelete(skill(id)));
export const giveSkills = async (user_id: number, skills: G.LevelRequest[]) => (await answer(sdk.usersSkills({ ...strict, path: { user_id }, body: { skills } }))).results;
export const simulate = (body: G.ImaginedRequest) => answer(sdk.routingSimulate({ ...strict, body }));
