/* A refusal answers a part of a page: it is said at the top, and the part stays as it was. */
const place = () => document.getElementById("messages");

function say(text) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.dataset.tone = "bad";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  place()?.replaceChildren(notice);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (detail.xhr.status < 400) return;
  if (detail.serverResponse.includes("data-refusal")) {
    detail.shouldSwap = true;
    detail.isError = false;
    detail.target = place();
    detail.swapOverride = "innerHTML";
  } else if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  } else {
    say(`Rapport answered ${detail.xhr.status}, and nothing was changed. Load the page again and retry.`);
  }
});

document.addEventListener("htmx:sendError", () => {
  say("Rapport cannot be reached, and nothing was changed. Check the connection and retry.");
});
