/* Wire the buttons of passkeys to the sign-in library, without a script inside the page.
   <form data-passkey="login" data-login="ID" ...>: the other data-* say which element plays which part. */
for (const mark of document.querySelectorAll("[data-passkey]")) {
  const { passkey, ...ids } = mark.dataset;
  window.allauth.webauthn.forms[`${passkey}Form`]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-fault");
  if (!place) return;
  event.preventDefault();
  place.textContent = "The passkey was not used: the browser or the key stopped. Try again, or go in another way.";
  place.hidden = false;
});
