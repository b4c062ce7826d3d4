/**
 * Light, dark, or what the system says. A classic script in the head, so that the page is painted
 * once, in the right colours and with all its tools; it also works the switch in the footer.
 */
(() => {
  const KEY = "ilx.theme";
  const root = document.documentElement;

  function kept() {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto"; // storage is denied: the switch works until the page is left
    }
  }

  function keep(theme) {
    try {
      if (theme === "auto") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      return; // as above
    }
  }

  function apply(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.dispatchEvent(new Event("ilx:theme"));
  }

  root.classList.add("scripts");
  apply(kept());
  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    choice.value = root.dataset.theme ?? "auto";
    choice.closest("[hidden]").hidden = false;
    choice.addEventListener("change", () => {
      keep(choice.value);
      apply(choice.value);
    });
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      apply(kept());
      choice.value = kept();
    });
  });
})();
