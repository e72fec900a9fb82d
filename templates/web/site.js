// Copies a feed's address at a click. No page needs it: without script, or without leave to use the clipboard, the
// buttons stay hidden, and one click on an address selects all of it.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.firstChild, before = label.data;
    button.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      label.data = await navigator.clipboard.writeText(button.dataset.copy).then(() => button.dataset.copied, () => button.dataset.failed);
      setTimeout(() => { label.data = before; }, 2500);
    });
  }
}
