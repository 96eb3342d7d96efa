"use strict";
(() => {
  const by = id => document.getElementById(id);
  const every = (what, where = document) => Array.from(where.querySelectorAll(what));
  const folded = words => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // -- students: filter ---------------------------------------------------------
  const students = every("#grid tbody.s").map(body => ({
    body,
    year: body.dataset.y,
    name: folded(body.querySelector("th").title),
    blocks: every("td.b", body),
  }));
  const fields = ["name", "year", "hospital", "rotation"].map(name => by("f-" + name));
  const filter = () => {
    const [name, year, hospital, rotation] = fields.map(field => field.value);
    const words = folded(name).split(/\s+/).filter(Boolean);
    const seen = new Set();
    let shown = 0;
    for (const one of students) {
      let met = 0;
      for (const block of one.blocks) {
        const fits = (!hospital || block.dataset.h === hospital)
          && (!rotation || block.dataset.r === rotation);
        block.classList.toggle("dim", !fits);
        met += fits;
      }
      const fits = (!year || one.year === year)
        && words.every(word => one.name.includes(word))
        && (met > 0 || !(hospital || rotation));
      one.body.hidden = !fits;
      if (fits) { shown += 1; seen.add(one.year); }
    }
    for (const head of every("#grid tbody.yh")) head.hidden = !seen.has(head.dataset.y);
    by("shown").textContent = `${shown} of ${students.length} students`;
    rest();
  };
  fields.forEach(field => field.addEventListener("input", filter));
  by("filter").addEventListener("reset", () => setTimeout(filter));
  by("filter").addEventListener("submit", event => event.preventDefault());

  // -- students: one stop for the tabulator, arrows from block to block ------------
  const grid = by("grid"), told = by("told");
  let stop = null;
  const visible = () => students.filter(one => !one.body.hidden && one.blocks.length);
  const settle = block => {
    if (stop) stop.tabIndex = -1;
    stop = block;
    if (stop) stop.tabIndex = 0;
  };
  const rest = () => {
    if (!stop || stop.closest("tbody").hidden) settle((visible()[0] || { blocks: [] }).blocks[0] || null);
  };
  const nearest = (blocks, left) => blocks.reduce((best, block) =>
    Math.abs(block.offsetLeft - left) < Math.abs(best.offsetLeft - left) ? block : best);
  const beside = (block, key) => {
    const rows = visible(), at = rows.findIndex(one => one.body.contains(block));
    const own = rows[at].blocks, column = own.indexOf(block);
    if (key === "ArrowLeft") return own[column - 1];
    if (key === "ArrowRight") return own[column + 1];
    if (key === "Home") return own[0];
    if (key === "End") return own[own.length - 1];
    const row = rows[at + (key === "ArrowDown" ? 1 : -1)];
    return row && nearest(row.blocks, block.offsetLeft);
  };
  const reveal = block => {
    const box = by("grid-box"), head = grid.rows[0].cells[0], row = block.closest("tr");
    const top = row.offsetTop - head.offsetHeight - 26;
    if (box.scrollTop > top) box.scrollTop = top;
    const bottom = row.offsetTop + row.offsetHeight - box.clientHeight;
    if (box.scrollTop < bottom) box.scrollTop = bottom;
    const left = block.offsetLeft - head.offsetWidth - 4;
    if (box.scrollLeft > left) box.scrollLeft = left;
    const right = block.offsetLeft + block.offsetWidth - box.clientWidth + 4;
    if (box.scrollLeft < right) box.scrollLeft = right;
  };
  grid.addEventListener("keydown", event => {
    const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
    if (!keys.includes(event.key) || !event.target.matches("td.b")) return;
    event.preventDefault();
    const next = beside(event.target, event.key);
    if (next) { settle(next); next.focus({ preventScroll: true }); reveal(next); }
  });
  const tell = event => {
    const cell = event.target.closest("td.b, td.a");
    if (!cell) return;
    told.textContent = `${cell.closest("tbody").querySelector("th").title}: ${cell.title}`;
  };
  every("td.b", grid).forEach(block => { block.tabIndex = -1; });
  grid.addEventListener("focusin", tell);
  grid.addEventListener("mouseover", tell);
  grid.addEventListener("click", event => {
    const block = event.target.closest("td.b");
    if (block) { settle(block); block.focus({ preventScroll: true }); }
  });

  // -- wards ------------------------------------------------------------------------
  const sites = every("#ward-grid tbody");
  const wards = () => {
    const hospital = by("w-hospital").value, full = by("w-full").checked;
    let shown = 0;
    for (const site of sites) {
      let any = 0;
      for (const row of every("tr.w", site)) {
        row.hidden = full && !row.querySelector(".h4, .h5");
        any += !row.hidden;
      }
      site.hidden = !any || (hospital !== "" && site.dataset.h !== hospital);
      if (!site.hidden) shown += any;
    }
    by("w-shown").textContent = `${shown} wards`;
  };
  by("ward-filter").addEventListener("input", wards);
  by("ward-filter").addEventListener("submit", event => event.preventDefault());

  // -- travel: one hospital's ways at a time ------------------------------------------
  const ways = by("ways");
  ways.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (!button) return;
    const on = button.getAttribute("aria-pressed") !== "true";
    every("button", ways).forEach(one => one.setAttribute("aria-pressed", on && one === button));
    for (const mark of every("#map [data-h]")) {
      const own = mark.dataset.h === button.dataset.h;
      mark.classList.toggle("off", on && !own);
      mark.classList.toggle("on", on && own);
    }
  });

  every("button", ways).forEach(button => { button.disabled = false; });
  for (const id of ["filter", "ward-filter"]) by(id).hidden = false;
  if (matchMedia("(max-width: 640px)").matches) by("colours").open = false;
  filter();
  wards();
})();
