"use strict";
// The claim table sorts and filters, and a link to a claim opens it. Without this the page reads the same.
(() => {
  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();
  // A link to the claim that the address already names changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) openTarget();
  });
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

  const table = document.querySelector("table.claims");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];

  const sortBy = (column, header) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    rows.sort((a, b) => (down ? compare(value(b), value(a)) : compare(value(a), value(b))) || a.dataset.row - b.dataset.row);
    body.append(...rows);
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sortBy(column, header));
    header.replaceChildren(button);
  });

  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.cells[0].textContent.toLowerCase();
      const fits =
        (!wanted.status || row.dataset.status === wanted.status) &&
        (!wanted.paper || row.dataset.paper === wanted.paper) &&
        (!wanted.check || row.dataset.checks.split(" ").includes(wanted.check)) &&
        Number(row.dataset.confidence) >= Number(wanted.confidence || 0) &&
        words.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${rows.length} claims shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
