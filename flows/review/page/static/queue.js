// The queue: begin with one key, or accept all that a filter found.

import { onKey, say, send } from "./talk.js";

const dialog = document.getElementById("bulk");
const count = document.getElementById("bulk-count");
const yes = document.getElementById("bulk-yes");
let asked = null;

onKey((key) => {
  const link = document.querySelector(`[data-hotkey="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
});

document.querySelector("[data-bulk]")?.addEventListener("click", async (event) => {
  const query = event.target.dataset.bulk;
  yes.disabled = true;
  count.textContent = "Counting …";
  dialog.showModal();
  const response = await fetch(`/count?${query}`);
  asked = { query, ...(await response.json()) };
  count.textContent = asked.said;
  yes.disabled = asked.too_many || asked.count === 0;
});

yes.addEventListener("click", async () => {
  yes.disabled = true;
  const answer = await send("/decisions/bulk", { query: asked.query, count: asked.count });
  dialog.close();
  if (!answer?.ok) return;
  say(answer.said);
  setTimeout(() => location.reload(), 1200);
});
document.getElementById("bulk-no").addEventListener("click", () => dialog.close());
