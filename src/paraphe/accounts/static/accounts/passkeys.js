// Passkeys on our pages: logging in, enrolling, proving presence for one act. Without this script, codes remain.
"use strict";

(() => {
  const fromBase64 = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const toBase64 = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const readOptions = (options) => {
    const key = { ...options.publicKey, challenge: fromBase64(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: fromBase64(key.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: fromBase64(one.id) }));
    }
    return { publicKey: key };
  };

  const writeAnswer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toBase64(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toBase64(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment,
    });
  };

  const fetchOptions = async (url, form, fields) => {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value,
      ...fields,
    });
    const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(`challenge refused: ${reply.status}`);
    return readOptions(await reply.json());
  };

  const REFUSED = "Votre appareil n’a pas répondu. Recommencez, ou utilisez un code.";

  const run = async (button, status, act) => {
    button.disabled = true;
    status.textContent = "Répondez sur votre appareil…";
    try {
      await act();
      status.textContent = "";
    } catch {
      status.textContent = REFUSED;
    } finally {
      button.disabled = false;
    }
  };

  const wirePasskeyForm = (form) => {
    const button = form.querySelector("[data-passkey-button]");
    const status = form.querySelector("[data-passkey-status]");
    const isCreation = form.dataset.passkey === "create";
    form.addEventListener("submit", (event) => {
      if (form.elements.namedItem("answer").value) return;
      event.preventDefault();
      run(button, status, async () => {
        const options = await fetchOptions(form.dataset.challenge, form, {});
        const credential = await navigator.credentials[isCreation ? "create" : "get"](options);
        form.elements.namedItem("answer").value = writeAnswer(credential);
        form.requestSubmit();
      });
    });
    form.hidden = false;
  };

  const wireStepUp = (box) => {
    const button = box.querySelector("[data-step-up-button]");
    if (!button) return;
    const form = box.closest("form");
    const status = box.querySelector("[data-passkey-status]");
    box.querySelector("[data-passkey-way]").hidden = false;
    button.addEventListener("click", () =>
      run(button, status, async () => {
        const options = await fetchOptions(box.dataset.challenge, form, { act: box.dataset.act });
        const credential = await navigator.credentials.get(options);
        form.elements.namedItem("step_up_assertion").value = writeAnswer(credential);
        // The act's own button is named, so that the form says what the button says; one that only goes back is not.
        const act = form.querySelector("button[type=submit]:not([formnovalidate])");
        if (!("passkey" in form.dataset)) form.requestSubmit(act);
        else box.replaceChildren(Object.assign(document.createElement("p"), { textContent: "C’est bien vous." }), form.elements.namedItem("step_up_assertion"));
      }),
    );
  };

  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkey]").forEach(wirePasskeyForm);
  document.querySelectorAll("[data-step-up]").forEach(wireStepUp);
})();
