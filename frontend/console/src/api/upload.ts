/** A file on its way: the one call that the generated client cannot make, for fetch does not tell how far an upload is. */
import { t } from '@lingui/core/macro';
import { ApiError, csrfToken, spokenHere, toError } from './http';
import type { Attachment } from './types';

export function upload(ticketId: number, file: File, onProgress: (share: number) => void): { done: Promise<Attachment>; stop: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.open('POST', '/api/v1/uploads');
    request.responseType = 'json';
    request.setRequestHeader('X-CSRFToken', csrfToken());
    request.setRequestHeader('Accept-Language', spokenHere());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status === 201 ? resolve(request.response as Attachment) : reject(toError(request.status, request.response)));
    request.onerror = () => reject(new TypeError('network'));
    request.onabort = () => reject(new ApiError(0, 'stopped', t`It was taken away.`));
    const body = new FormData();
    body.append('ticket_id', String(ticketId));
    body.append('file', file);
    request.send(body);
  });
  return { done, stop: () => request.abort() };
}
