// Saves each decision of the review as it is taken, and shows the date only where a right is limited.
// Without this script the same form is sent by its buttons.
(() => {
  const form = document.querySelector("form[data-review]");
  if (!form) return;
  const status = document.querySelector("[data-saved]");
  const words = document.querySelector("[data-progress-words]");
  const bar = document.querySelector("progress");
  const waiting = new Map();

  const limits = (line) => line.querySelector("input[value=limit]")?.checked ?? false;

  const showDate = (line) => {
    const date = line.querySelector("[data-until]");
    if (date) date.hidden = !limits(line);
  };

  const save = async (line) => {
    waiting.delete(line);
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    sent.append("brouillon", "1");
    line.querySelectorAll("input[type=radio]:checked, [data-until] input").forEach((one) => sent.append(one.name, one.value));
    try {
      const answer = await fetch(location.href, { method: "POST", body: sent, headers: { Accept: "application/json" } });
      const found = await answer.json();
      words.textContent = found.words ?? words.textContent;
      bar.max = found.total ?? bar.max;
      bar.value = found.value ?? bar.value;
      status.textContent = answer.ok ? "Choix enregistré." : (found.error ?? "Choix non enregistré : utilisez le bouton Enregistrer.");
    } catch {
      status.textContent = "Choix non enregistré : utilisez le bouton Enregistrer.";
    }
  };

  form.querySelectorAll("[data-line]").forEach((line) => {
    showDate(line);
    line.addEventListener("change", () => {
      showDate(line);
      clearTimeout(waiting.get(line));
      waiting.set(line, setTimeout(() => save(line), 500));
    });
  });
  form.addEventListener("submit", () => waiting.forEach((timer) => clearTimeout(timer)));
})();
