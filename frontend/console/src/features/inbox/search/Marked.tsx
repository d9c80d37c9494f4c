/** What matched stands out. The server marks it in a snippet; in names and subjects it is found by its beginning. */
export default function Marked({ snippet }: { snippet: string }) {
  return snippet.split('\u0002').map((part, n) => {
    const [match, rest] = part.split('\u0003');
    return n === 0 || rest === undefined ? part : [<mark key={n}>{match}</mark>, rest];
  });
}
