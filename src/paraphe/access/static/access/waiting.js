// Follows a file while it is worked on, and opens its page again when that is over. Without it, the page has a link.
(() => {
  const place = document.querySelector("[data-waiting]");
  if (!place) return;
  const bar = place.querySelector("progress");
  const status = place.querySelector("[data-status]");
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.waiting, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (answer.ok && !found.waiting) return location.reload();
      if (bar && found.done) bar.value = found.done;
    } catch {
      status.textContent = "Le portail ne répond pas : cette page réessaie.";
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 800);
})();
