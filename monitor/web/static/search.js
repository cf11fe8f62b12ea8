// Searches the stories of a site of files: every word that is asked must stand in what a story is searched by.
// Nothing is fetched from elsewhere; shards are scripts beside the page, loaded when something is asked.
"use strict";
(function () {
  const FOUND_MAX = 100;
  const form = document.getElementById("search");
  const list = document.getElementById("found");
  const count = document.getElementById("count");
  const shards = (form.dataset.shards || "").split(" ").filter(Boolean);
  const rows = [];
  let loading = null;

  window.monitorSearch = (some) => { for (const row of some) rows.push(row); };

  function load() {
    loading = loading || Promise.all(shards.map((shard) => new Promise((done) => {
      const script = document.createElement("script");
      script.src = "search/" + shard + ".js";
      script.onload = script.onerror = done;
      document.head.append(script);
    })));
    return loading;
  }

  function folded(words) {
    return words.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  }

  function shown([number, title, day]) {
    const item = document.createElement("li"), head = document.createElement("h3"), link = document.createElement("a");
    const words = document.createElement("bdi"), small = document.createElement("p");
    item.className = "story";
    link.href = "stories/S" + number + ".html";
    words.textContent = title;
    words.dir = "auto";
    small.className = "small";
    small.textContent = ["S" + number, day].filter(Boolean).join(" · ");
    link.append(words); head.append(link); item.append(head, small);
    return item;
  }

  async function search(asked) {
    const words = folded(asked).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    count.textContent = "";
    if (!words.length) return;
    await load();
    const found = rows.filter((row) => words.every((word) => row[3].includes(word))).sort((one, other) => other[0] - one[0]);
    count.textContent = found.length ? String(found.length) : form.dataset.none;
    list.replaceChildren(...found.slice(0, FOUND_MAX).map(shown));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = form.elements.q.value;
    history.replaceState(null, "", asked ? "?q=" + encodeURIComponent(asked) : location.pathname);
    search(asked);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { form.elements.q.value = asked; search(asked); }
})();
