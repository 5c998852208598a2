/* An article goes into the reply where the cursor stands. Without a reply box on the page, or without script,
   the form is sent as it is, and the case opens with the text in its reply. */
function put(box, text) {
  const before = box.value.slice(0, box.selectionStart);
  box.setRangeText(before && !before.endsWith("\n") ? `\n\n${text}` : text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-insert=article]");
  const box = document.querySelector("textarea[data-reply]");
  if (!form || !box) return;
  event.preventDefault();
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "text/plain" },
    credentials: "same-origin",
  });
  if (answer.ok) put(box, await answer.text());
  else HTMLFormElement.prototype.submit.call(form);
});
