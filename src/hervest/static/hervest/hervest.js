// What a page does quicker with script; everything works without it.

// After a part was swapped, the focus goes to the message of what was done, or to the heading, as on a new page.
document.addEventListener("htmx:afterSettle", () => {
  const place = document.querySelector("#main [role=status], #main h1");
  if (place) {
    place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  }
});

// A form that is on its way is not sent twice by an impatient finger; each tick is a sending of its own.
document.addEventListener("submit", (event) => {
  if ("tick" in event.target.dataset) {
    return;
  }
  if (event.target.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    event.target.dataset.sent = "yes";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  }
}, true);

// What stands somewhere on the page is copied with one press, where the browser can; else it is there to be selected.
const offerCopies = () => {
  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copies][hidden]") : []) {
    button.hidden = false;
  }
};
document.addEventListener("DOMContentLoaded", offerCopies);
document.addEventListener("htmx:afterSettle", offerCopies);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (button) {
    const from = button.dataset.copies;
    await navigator.clipboard.writeText(document.getElementById(from).textContent);
    document.querySelector(`[data-copies-said="${from}"]`).textContent = button.dataset.copied;
  }
});

// Where nobody is logged in, no copy of anybody's sheet stays behind.
document.addEventListener("DOMContentLoaded", () => {
  if ("nobody" in document.body.dataset && "caches" in window) {
    caches.delete("run-sheets");
  }
});

// Of a row of pages that is longer than a telephone is wide, the one that is open is seen.
const showOpenPage = () => {
  document.querySelector(".hv-sub [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
};
document.addEventListener("DOMContentLoaded", showOpenPage);
document.addEventListener("htmx:afterSettle", showOpenPage);
