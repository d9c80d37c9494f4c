/** Chats that are put to me for half a minute. */
import * as sdk from '../../api/generated/sdk.gen';
import { answer, strict } from '../../api/http';

export const offersQuery = { queryKey: ['offers'], queryFn: async () => (await answer(sdk.offersList(strict))).results } as const;
const offer = (offer_id: number) => ({ ...strict, path: { offer_id } });
export const acceptOffer = (id: number) => answer(sdk.offersAccept(offer(id)));
export const declineOffer = (id: number) => answer(sdk.offersDecline(offer(id)));
