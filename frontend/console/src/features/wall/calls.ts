/** What only the wall asks for. */
import * as sdk from '../../api/generated/sdk.gen';
import { answer, strict } from '../../api/http';

/** Who could take the ticket now, the best first, then who cannot and why. */
export const listCandidates = async (ticket_id: number) => (await answer(sdk.ticketsCandidates({ ...strict, path: { ticket_id } }))).results;
