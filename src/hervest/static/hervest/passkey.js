// Passkeys: the browser makes or shows one, allauth's own script sends it. Without script, codes and passwords work.

(() => {
  const form = document.querySelector("form[data-passkey]");
  const isNamed = !/^[\d.]+$|:/.test(location.hostname); // a passkey belongs to a name, never to a number
  const shown = window.PublicKeyCredential && window.isSecureContext && isNamed ? "[data-needs-passkeys]" : "[data-without-passkeys]";
  document.querySelectorAll(shown).forEach((part) => part.removeAttribute("hidden"));

  if (form) {
    const how = { add: "addForm", authenticate: "authenticateForm", login: "loginForm" }[form.dataset.passkey];
    const ids = { credential: "id_credential", passwordless: "passkey-alone" };
    if (document.getElementById("passkey-data")) {
      ids.data = "passkey-data";
    }
    window.allauth.webauthn.forms[how]({ ids: { ...ids, [form.dataset.passkey]: "passkey-start" } });
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-problem")?.removeAttribute("hidden");
  });
})();
