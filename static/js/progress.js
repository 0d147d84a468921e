// Polls a job and shows where it stands; the page reloads when the job has ended.
const place = document.querySelector("[data-progress]");
const bar = place.querySelector("progress");
const words = place.querySelector("[role=status]");
const waits = [1000, 2000, 3000];

async function look(tries) {
  const again = () => setTimeout(look, waits[Math.min(tries, waits.length - 1)], tries + 1);
  let job;
  try {
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 404) {
      // Signed out meanwhile, or it is gone: the page itself says which.
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    job = await answer.json();
  } catch {
    words.textContent = "The portal does not answer just now. Trying again.";
    again();
    return;
  }
  if (job.is_over) {
    location.reload();
    return;
  }
  bar.value = job.percent;
  if (job.message && job.message !== words.textContent) words.textContent = job.message;
  again();
}

look(0);
