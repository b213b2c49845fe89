// What a page does quicker with script; everything works without it.

// After a part was swapped, the focus goes to the message of what was done, or to the heading, as on a new page.
document.addEventListener("htmx:afterSettle", () => {
  const place = document.querySelector("#main [role=status], #main h1");
  if (place) {
    place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
  }
});

// A form that is on its way is not sent twice by an impatient finger.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    event.target.dataset.sent = "yes";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  }
}, true);
