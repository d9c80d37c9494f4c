/* While somebody writes, help pages that may answer it. The form works without; nothing typed leaves our address. */
(() => {
  const box = document.getElementById('suggestions');
  if (!box) return;
  const list = box.querySelector('ul');
  const fields = [document.getElementById('id_subject'), document.getElementById('id_message')];
  let timer = 0;
  let asked = '';
  const look = async () => {
    const text = fields.map((field) => (field ? field.value : '')).join(' ').trim().slice(-200);
    if (text === asked) return;
    asked = text;
    let found = [];
    if (text.length > 3) {
      try {
        const answer = await fetch(`${box.dataset.url}?q=${encodeURIComponent(text)}`);
        found = answer.ok ? (await answer.json()).results : [];
      } catch {
        return;
      }
      if (text !== asked) return;
    }
    list.replaceChildren(
      ...found.map(({ title, url }) => {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = url;
        link.target = '_blank';
        link.rel = 'noopener';
        link.dir = 'auto';
        link.textContent = title;
        item.append(link);
        return item;
      }),
    );
    box.hidden = found.length === 0;
  };
  for (const field of fields) {
    if (field) field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(look, 400);
    });
  }
})();
